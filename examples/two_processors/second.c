/* The second processor: answers what comes.   second < samples > answers */
#include "link.h"
#include "net_part_1.h"

static net_part_1_state state;
static float values[NET_MESSAGE_MOST_FLOATS];

int main(void) {
  net_message received, answer;
  int got;
  net_part_1_reset(&state);
  while ((got = receive_message(&received, values, stdin)) == 1)
    if (net_part_1_run(&state, &received, &answer) != 0 || !send_message(&answer, stdout)) return 1;
  return got != 0;
}
