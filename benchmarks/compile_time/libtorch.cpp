#include <torch/torch.h>
int main() {
  torch::nn::Sequential net(torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 3)), torch::nn::ReLU(),
                            torch::nn::Flatten(), torch::nn::Linear(16 * 26 * 26, 10));
  torch::optim::Adam adam(net->parameters());
  for (int i = 0; i < 10; ++i) {
    adam.zero_grad();
    auto const loss = torch::nn::functional::cross_entropy(net->forward(torch::randn({64, 1, 28, 28})),
                                                           torch::randint(10, {64}, torch::kLong));
    loss.backward();
    adam.step();
  }
}
