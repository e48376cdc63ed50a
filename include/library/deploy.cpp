// What deploy/ has that is compiled once.

#include <peax/deploy/c/certificate.ipp>
#include <peax/deploy/c/contents.ipp>
#include <peax/deploy/c/decision_text.ipp>
#include <peax/deploy/c/golden.ipp>
#include <peax/deploy/c/identifier.ipp>
#include <peax/deploy/c/kernel_text.ipp>
#include <peax/deploy/c/lowering.ipp>
#include <peax/deploy/c/memory.ipp>
#include <peax/deploy/c/plan_of.ipp>
#include <peax/deploy/c/program_text.ipp>
#include <peax/deploy/c/source.ipp>
#include <peax/deploy/c/step_order.ipp>
#include <peax/deploy/conditional.ipp>
#include <peax/deploy/decision_json.ipp>
#include <peax/deploy/figures_json.ipp>
#include <peax/deploy/json_value.ipp>
#include <peax/deploy/new_folder.ipp>
#include <peax/deploy/parts.ipp>
#include <peax/deploy/read_solution.ipp>
#include <peax/deploy/result_json.ipp>
#include <peax/deploy/save_solution.ipp>
#include <peax/deploy/solution_json.ipp>
#include <peax/deploy/to_c.ipp>
#include <peax/deploy/to_folder.ipp>
#include <peax/deploy/verify/certificate_checker.ipp>
#include <peax/deploy/verify/certificate_record.ipp>
