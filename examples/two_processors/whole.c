/* The same samples through the whole network on one processor.   whole FILE */
#include "net.h"
#include "net_golden.h"

#include <stdio.h>

static net_state state;

int main(int count, char** words) {
  FILE* const file = count == 2 ? fopen(words[1], "w") : NULL;
  int i, k;
  if (file == NULL) return 2;
  net_reset(&state);
  for (i = 0; i < NET_GOLDEN_SAMPLES; ++i) {
    net_result result;
    if (net_run(&state, net_golden_inputs + i * NET_INPUTS, &result) != 0) return 1;
    fprintf(file, "sample %d exit %d label %d:", i, (int)result.exit, (int)result.label);
    for (k = 0; k < NET_OUTPUTS; ++k) fprintf(file, " %.9g", (double)result.output[k]);
    fprintf(file, "\n");
  }
  return fclose(file) != 0;
}
