// SPDX-License-Identifier: Apache-2.0
// Projects of Google Cloud. Source: Resource Manager REST reference, v1 and v3 projects.list, and
// what `gcloud projects list --format=json` prints (read 2026-11).
#include "base/text.h"
#include "inventory/gcp_scope.h"
#include "inventory/shapes.h"

namespace dcv::inventory {

void ReadGcpProjects(Answer& answer) {
  const uint8_t source = answer.Source("gcp_projects");
  answer.ForRows("/projects", [&](json::Value project, const Place& place) {
    // v1 has lifecycleState, projectNumber and name; v3 state, name "projects/NUMBER", displayName.
    std::string_view state = answer.Text(project, "lifecycleState", place);
    std::string_view title = answer.Text(project, "name", place);
    std::string number;
    if (state.empty()) {
      state = answer.Text(project, "state", place);
      number = LastSegment(title);
      title = answer.Text(project, "displayName", place);
    } else {
      // gcloud prints the number as text, other clients as a number.
      number = project.Find("projectNumber").Plain();
    }
    const std::string_view id = answer.Text(project, "projectId", place);
    if (id.empty()) return;
    const std::string account = "projects/" + std::string(id);
    if (IsDigits(number)) answer.AddAccountAlias("projects/" + number, account);
    Scope scope = answer.ScopeOf(account, "");
    scope.region = 0;
    const bool closed = state == "DELETE_REQUESTED" || state == "DELETE_IN_PROGRESS";
    if (state == "ACTIVE") AddAdminActivity(answer, scope, place);
    answer.Setting(source, "@account",
                   state == "ACTIVE" ? State::kOn
                   : closed          ? State::kOff
                                     : State::kUnknown,
                   scope, place, title);
  });
}

}  // namespace dcv::inventory
