// What deploy/board/ and deploy/verify/ have that is compiled once.

#include <peax/deploy/board/board.ipp>
#include <peax/deploy/board/emulate.ipp>
#include <peax/deploy/board/firmware_text.ipp>
#include <peax/deploy/board/least_squares.ipp>
#include <peax/deploy/board/measured_on_target.ipp>
#include <peax/deploy/board/probes.ipp>
#include <peax/deploy/board/process.ipp>
#include <peax/deploy/board/scratch_folder.ipp>
#include <peax/deploy/board/step_counts.ipp>
#include <peax/deploy/board/toolchain.ipp>
#include <peax/deploy/verify/answers.ipp>
#include <peax/deploy/verify/c_run.ipp>
#include <peax/deploy/verify/conditional_answers.ipp>
#include <peax/deploy/verify/doctor.ipp>
#include <peax/deploy/verify/exit_labels.ipp>
#include <peax/deploy/verify/first_layer.ipp>
#include <peax/deploy/verify/network_outputs.ipp>
#include <peax/deploy/verify/onnxruntime.ipp>
#include <peax/deploy/verify/samples.ipp>
#include <peax/deploy/verify/verify.ipp>
