// SPDX-License-Identifier: Apache-2.0
// The subscriptions of a tenant or a management group. Source: Azure REST reference,
// Subscriptions List 2022-12-01, Management Groups Get ($expand=children, $recurse) and Entities
// List 2020-05-01, and what `az account list`, `az account management-group show --expand
// --recurse` and `az account management-group entities list` print (read 2026-11).
#include "base/text.h"
#include "inventory/azure_resource.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

constexpr const char* kSource = "azure_subscriptions";
constexpr int kMaxDepth = 16;  // Azure allows six levels below the root

// Warned and PastDue subscriptions still run what is in them.
State StateOf(std::string_view text) {
  for (const char* running : {"Enabled", "Warned", "PastDue"}) {
    if (EqualsIgnoreCase(text, running)) return State::kOn;
  }
  for (const char* closed : {"Disabled", "Deleted", "Expired"}) {
    if (EqualsIgnoreCase(text, closed)) return State::kOff;
  }
  return State::kUnknown;
}

void Subscription(Answer& answer, std::string_view guid, State state, std::string_view name,
                  const Place& place) {
  if (!LooksLikeGuid(guid)) return;
  Scope scope = answer.ScopeOf(guid, "");
  scope.region = 0;
  if (state == State::kOn) AddActivityLog(answer, scope, place);
  answer.Setting(answer.Source(kSource), "@account", state, scope, place, name);
}

// A list of groups names none of the subscriptions in them; only children and entities do.
void Member(Answer& answer, json::Value member, const Place& place, int depth) {
  const json::Value lifted = answer.Object(member, "properties", place);
  const json::Value properties = lifted.Is(json::Type::kObject) ? lifted : member;
  std::string_view name = answer.Text(properties, "displayName", place);
  if (EqualsIgnoreCase(answer.Text(member, "type", place), "/subscriptions")) {
    // A group holds subscriptions that are there; whether one is disabled is not in this answer.
    Subscription(answer, answer.Text(member, "name", place), State::kOn, name, place);
  }
  if (depth == kMaxDepth) return;
  for (json::Value child : answer.Array(properties, "children", place).elements()) {
    if (child.Is(json::Type::kObject)) Member(answer, child, place, depth + 1);
  }
}

}  // namespace

void ReadAzureSubscriptions(Answer& answer) {
  answer.ForRows("/value", [&](json::Value row, const Place& place) {
    const bool rest = row.Find("subscriptionId").Is(json::Type::kString);
    Subscription(answer, answer.Text(row, rest ? "subscriptionId" : "id", place),
                 StateOf(answer.Text(row, "state", place)),
                 answer.Text(row, rest ? "displayName" : "name", place), place);
  });
}

void ReadAzureManagementGroup(Answer& answer) {
  answer.ForRows("/value",
                 [&](json::Value member, const Place& place) { Member(answer, member, place, 0); });
}

}  // namespace dcv::inventory
