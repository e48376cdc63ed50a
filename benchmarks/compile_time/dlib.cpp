#include <dlib/dnn.h>
using namespace dlib;
using net_type = loss_multiclass_log<fc<10, relu<con<16, 3, 3, 1, 1, input<matrix<unsigned char>>>>>>;
int main() {
  std::vector<matrix<unsigned char>> images(64, matrix<unsigned char>(28, 28));
  std::vector<unsigned long> labels(64, 1);
  net_type net;
  dnn_trainer<net_type, adam> trainer(net, adam());
  for (int i = 0; i < 10; ++i) trainer.train_one_step(images, labels);
}
