// The linker has seen every header in its own translation unit: nothing is defined twice.
int main() {}
