// SPDX-License-Identifier: Apache-2.0
// `dcv explain`: what a diagnostic code means; why a detection claims what it claims, and where it
// is on.
#include <fmt/format.h>

#include <set>

#include "base/json_writer.h"
#include "base/text.h"
#include "coverage/mapping.h"
#include "inventory/claims.h"
#include "jobs/explain_rule.h"
#include "jobs/jobs.h"
#include "jobs/output.h"
#include "jobs/read_inventory.h"
#include "report/table.h"

namespace dcv::jobs {
namespace {

struct Found {
  const attack::Version& version;
  const inventory::Inventory& inventory;
  const coverage::Coverage& coverage;
  bool has_inventory = false;
};

std::string ExplainCode(const DiagnosticCode& code) {
  return fmt::format("{} {}: {}\n\n{}\n\nWhat to do: {}\n", code.code, ToString(code.severity),
                     code.title, code.cause, code.remedy);
}

std::string ExplainDetection(const Program& program, const catalog::Detection& detection,
                             const Found& found) {
  const catalog::Source& source = program.catalog.sources()[detection.source];
  std::string out = fmt::format("{}\n{}, {}, {}", detection.key, source.title,
                                ToString(detection.kind), detection.status);
  if (!detection.severity.empty()) out += fmt::format(", severity {}", detection.severity);
  if (!detection.title.empty()) out += fmt::format("\n{}", detection.title);
  if (!detection.plan.empty()) out += fmt::format("\nNeeds: {}", detection.plan);
  out += fmt::format("\nListed by the provider: {} (read {})\n\n", source.from, source.retrieved);
  report::Table table({{"TECHNIQUE"}, {"NAME"}, {"CONFIDENCE"}, {"BASIS"}, {"REASON"}});
  const auto& catalog = program.catalog;
  for (const auto* row = catalog.begin(detection); row != catalog.end(detection); ++row) {
    const attack::Technique* technique = found.version.Translate(row->technique);
    table.Row({std::string(row->technique),
               technique == nullptr ? "" : found.version.FullName(*technique),
               fmt::format("{:.2f}", row->confidence), std::string(ToString(row->basis)),
               std::string(row->reason)});
  }
  if (!table.empty())
    out += table.Text();
  else if (!detection.reason.empty())
    out += fmt::format("No technique: {}\n", detection.reason);
  else
    out += "No technique yet: nobody has judged it.\n";
  return out;
}

std::string Why(const coverage::Deployment& deployment, const inventory::Inventory& inventory) {
  if (deployment.need_missing) return "what its source needs is off or not told";
  if (deployment.logs == inventory::State::kOff) return "no log that it reads is written";
  if (!deployment.undelivered) return std::string(inventory.names.Text(deployment.detail));
  return deployment.state == inventory::State::kOff ? "nobody gets what it finds"
                                                    : "no answer tells who gets what it finds";
}

std::string ExplainState(std::string_view key, const Found& found) {
  report::Table table({{"ACCOUNT"},
                       {"REGION"},
                       {"STATE"},
                       {"FIRED"},
                       {"WHY"},
                       {"EVIDENCE", report::Table::Align::kLeft, 120}});
  std::string summary = "No answer tells of it here.\n";
  for (const coverage::Detection& detection : found.coverage.detections) {
    if (detection.key != key) continue;
    summary = fmt::format("State here: {}, evidence level: {}\n", ToString(detection.state()),
                          ToString(detection.level()));
    if (detection.untold) summary += "In some account in scope no answer tells of it.\n";
    for (uint32_t i = detection.first; i < detection.first + detection.count; ++i) {
      const coverage::Deployment& deployment = found.coverage.deployments[i];
      const inventory::Place& place = found.inventory.facts[deployment.evidence].place;
      auto name = [&](uint32_t id) { return std::string(found.inventory.names.Text(id)); };
      table.Row({name(deployment.account), name(deployment.region),
                 std::string(ToString(deployment.state)), name(deployment.fired),
                 Why(deployment, found.inventory),
                 found.inventory.files[place.file].path + " " + found.inventory.Pointer(place)});
    }
  }
  return "\n" + summary + (table.empty() ? "" : table.Text());
}

std::string ClaimLine(const events::Claim& claim, const events::Claims& claims) {
  return fmt::format("  {} {:.2f}: {} {}: {}\n", claim.technique, claim.confidence,
                     claim.event->service, claim.event->name, events::Why(claim, claims));
}

// What a rule of the estate's own looks for, as it was read, and what was weighed of it.
std::string ExplainQuery(const events::Judge& judge, const inventory::Inventory& inventory,
                         const inventory::Query& query) {
  const inventory::QueryClaims judged = inventory::JudgeQuery(judge, inventory, query);
  const events::Claims& claims = judged.claims;
  std::string out = "\nLooks for: " + events::ToText(judged.parsed.selector.root) + "\n";
  for (const events::Claim& claim : claims.claims) out += ClaimLine(claim, claims);
  if (claims.claims.empty()) out += "  no technique: " + claims.none + "\n";
  if (!claims.unmet.empty()) out += "Not claimed:\n";
  for (const events::Claim& claim : claims.unmet) out += ClaimLine(claim, claims);
  if (!claims.without.empty()) out += "Events that show no technique by themselves:\n";
  for (const events::ApiEvent* event : claims.without) {
    out += fmt::format("  {} {}: {}\n", event->service, event->name, event->none);
  }
  return out;
}

Result<std::string> ExplainQueries(const Program& program, const inventory::Inventory& inventory,
                                   std::string_view key) {
  std::string out;
  if (inventory.queries.empty()) return out;
  DCV_TRY(const events::Judge judge, events::Judge::Load(program.data));
  std::set<uint32_t> told;
  for (const inventory::Query& query : inventory.queries) {
    if (inventory.names.Text(query.detection & ~inventory::kOwnName) != key) continue;
    if (told.insert(query.text).second) out += ExplainQuery(judge, inventory, query);
  }
  return out;
}

// Claims of rules of the estate's own, which are in no list.
std::string ExplainOwn(const Program& program, const Found& found, std::string_view key) {
  std::string out;
  for (uint32_t i = 0; i < found.coverage.detections.size(); ++i) {
    const coverage::Detection& detection = found.coverage.detections[i];
    if (detection.key != key || detection.catalogued != coverage::Detection::kOwn) continue;
    const catalog::Source& source = program.catalog.sources()[detection.source];
    out += fmt::format("{}\n{}, {}, of the estate's own\n", detection.key, source.title,
                       ToString(detection.kind));
    for (const coverage::Technique& technique : found.coverage.techniques) {
      for (const coverage::Claim& claim : technique.claims) {
        if (claim.detection != i) continue;
        out += fmt::format("{} {}: confidence {:.2f}, basis {}{}\n", technique.technique->id,
                           found.version.FullName(*technique.technique), claim.confidence,
                           ToString(claim.basis),
                           claim.reason.empty() ? "" : ": " + std::string(claim.reason));
      }
    }
  }
  return out;
}

std::string AsJson(const std::string& subject, const std::string& text) {
  std::string out;
  json::Writer json(out);
  json.BeginObject().Field("schema", "dcv.explain/1").Field("version", DCV_VERSION);
  json.Field("subject", subject).Field("text", text).EndObject();
  return out;
}

Result<std::string> Text(const Program& program, const ExplainRequest& request) {
  for (const DiagnosticCode& code : program.codes.all()) {
    if (EqualsIgnoreCase(code.code, request.subject)) return ExplainCode(code);
  }
  DCV_TRY(const attack::Version version, attack::Version::Load(program.data, request.attack));
  DCV_TRY(const inventory::Inventory inventory, ReadInventory(program, request.inventory));
  const bool has_inventory =
      !request.inventory.paths.empty() || !request.inventory.rules_deployed.empty();
  const coverage::Coverage coverage = coverage::Evaluate(program.catalog, version, inventory, {});
  const Found found{version, inventory, coverage, has_inventory};
  std::string out;
  std::vector<std::string> keys;
  for (const catalog::Detection& detection : program.catalog.detections()) {
    keys.emplace_back(detection.key);
    if (detection.key != request.subject) continue;
    out += (out.empty() ? "" : "\n") + ExplainDetection(program, detection, found);
  }
  if (out.empty()) {
    out = ExplainOwn(program, found, request.subject);
    DCV_TRY(const std::string queries, ExplainQueries(program, inventory, request.subject));
    out += queries;
  }
  if (out.empty()) {
    const std::string near = Nearest(request.subject, keys);
    return NotFound("nothing is called " + Printable(request.subject),
                    near.empty() ? "give a code ('dcv list codes') or a key ('dcv list detections')"
                                 : "did you mean " + near + "?");
  }
  if (has_inventory) out += ExplainState(request.subject, found);
  return out;
}

}  // namespace

Result<Outcome> Explain(const Program& program, const ExplainRequest& request) {
  if (IsRuleFile(request.subject)) {
    DCV_TRY(const RuleExplanation rules, ExplainRules(program, request));
    DCV_TRY(OutputFile out, OutputFile::Open(request.path));
    out.sink().buffer = request.json ? rules.json : rules.text;
    if (Status status = out.Close(); !status) return status.error();
    return rules.outcome;
  }
  if (!request.pipelines.files.empty()) {
    return InvalidInput("--pipeline rewrites rules, and " + Printable(request.subject) +
                        " is no file of rules");
  }
  DCV_TRY(const std::string text, Text(program, request));
  DCV_TRY(OutputFile file, OutputFile::Open(request.path));
  file.sink().buffer = request.json ? AsJson(request.subject, text) : text;
  if (Status status = file.Close(); !status) return status.error();
  return Outcome::kDone;
}

}  // namespace dcv::jobs
