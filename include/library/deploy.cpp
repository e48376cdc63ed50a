// What deploy/ has that is compiled once.

#include <peax/deploy/decision_json.ipp>
#include <peax/deploy/figures_json.ipp>
#include <peax/deploy/json_value.ipp>
#include <peax/deploy/new_folder.ipp>
#include <peax/deploy/parts.ipp>
#include <peax/deploy/read_solution.ipp>
#include <peax/deploy/result_json.ipp>
#include <peax/deploy/save_solution.ipp>
#include <peax/deploy/solution_json.ipp>
#include <peax/deploy/to_folder.ipp>
