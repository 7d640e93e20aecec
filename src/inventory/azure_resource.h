// SPDX-License-Identifier: Apache-2.0
// One Azure resource of an answer, and the readers of its types that have files of their own.
#pragma once

#include "inventory/answer.h"

namespace dcv::inventory {

struct AzureResource {
  json::Value item;
  json::Value properties;  // or the item itself where az lifted them
  Scope scope;
  Place place;
};

// What a Kusto query detects: a query for each way by which API events come to its tables; a reason
// where there is none. Returns whether it asks for more than one event.
bool AddKql(Answer& answer, uint8_t source, DetectionId detection, Scope scope, const Place& place,
            std::string_view query);
// The rule shows no technique of its own; `why` is a sentence without a full stop.
void TagNone(Answer& answer, uint8_t source, DetectionId detection, std::string why);

void ReadSentinelRule(Answer& answer, const AzureResource& resource);    // azure_sentinel.cc
void ReadLogSearchAlert(Answer& answer, const AzureResource& resource);  // azure_monitor.cc
void ReadActivityLogAlert(Answer& answer, const AzureResource& resource);
// Settings of a tenant have no type; `type` is in small letters.
bool IsDiagnosticSetting(std::string_view type, std::string_view id);
void ReadDiagnosticSetting(Answer& answer, const AzureResource& resource);  // azure_diagnostics.cc
// The subscription has its activity log.
void AddActivityLog(Answer& answer, Scope scope, const Place& place);

}  // namespace dcv::inventory
