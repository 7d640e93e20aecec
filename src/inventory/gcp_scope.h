// SPDX-License-Identifier: Apache-2.0
// The project an answer speaks of, when its rows do not say.
#pragma once

#include "inventory/answer.h"

namespace dcv::inventory {

// Of a resource's full name, else of the file's folder: export/projects/NAME/metrics.json, also
// folders/ and organizations/.
Scope GcpProjectScope(Answer& answer, std::string_view name);

// What a folder logs its projects log too, and no answer tells which these are: an audit log that
// is off in a project becomes unknown when some folder has it.
void DoubtFolders(Inventory& inventory);  // gcp_audit.cc

// The project has the audit log of admin activity.
void AddAdminActivity(Answer& answer, Scope scope, const Place& place);  // gcp_audit.cc

}  // namespace dcv::inventory
