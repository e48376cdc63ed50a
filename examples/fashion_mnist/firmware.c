/* What a firmware does with the C that `peax generate --name fashion_mnist` wrote, on this computer: runs its golden
   samples, compares the answers with those that peax's engine gave, and counts what leaving early saved. */
#include "fashion_mnist.h"
#include "fashion_mnist_golden.h"

#include <stdio.h>

static fashion_mnist_state state;

int main(void) {
  double macs = 0;
  int i, e, wrong = 0, left[fashion_mnist_EXITS] = {0};
  for (i = 0; i < fashion_mnist_GOLDEN_SAMPLES; ++i) {
    fashion_mnist_result answer;
    fashion_mnist_reset(&state);
    if (fashion_mnist_run(&state, fashion_mnist_golden_inputs + i * fashion_mnist_INPUTS, &answer) != 0) return 2;
    wrong += answer.label != fashion_mnist_golden_label[i];
    macs += fashion_mnist_macs[answer.exit];
    ++left[answer.exit];
  }
  printf("%d of %d labels are those of peax; images that left at each exit:", fashion_mnist_GOLDEN_SAMPLES - wrong,
         fashion_mnist_GOLDEN_SAMPLES);
  for (e = 0; e < fashion_mnist_EXITS; ++e) printf(" %d", left[e]);
  printf("; multiply-accumulates: %.1f %% of running every layer\n",
         100 * macs / fashion_mnist_GOLDEN_SAMPLES / fashion_mnist_macs[fashion_mnist_EXITS - 1]);
  return wrong != 0;
}
