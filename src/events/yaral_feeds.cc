// SPDX-License-Identifier: Apache-2.0
// What a rule says of where its events come from: metadata.log_type, product_name, vendor_name.
#include <set>

#include "base/text.h"
#include "events/yaral_literals.h"

namespace dcv::events {
namespace {

struct Origin {
  std::string_view field, value, feed;
  bool tells;  // by itself; otherwise it only agrees
};
constexpr std::string_view kLogType = "metadata.log_type", kVendor = "metadata.vendor_name",
                           kProduct = "metadata.product_name";
constexpr Origin kOrigins[] = {
    {kLogType, "AWS_CLOUDTRAIL", "udm_aws_cloudtrail", true},
    {kProduct, "AWS CloudTrail", "udm_aws_cloudtrail", true},
    {kVendor, "AMAZON", "udm_aws_cloudtrail", false},
    {kLogType, "GCP_CLOUDAUDIT", "udm_gcp_audit", true},
    {kVendor, "Google Cloud Platform", "udm_gcp_audit", true},
    {kProduct, "Google Cloud Platform", "udm_gcp_audit", true},
    {kLogType, "AZURE_ACTIVITY", "udm_azure_activity", true},
    {kVendor, "Microsoft", "udm_azure_activity", false},
    {kLogType, "AZURE_AD_AUDIT", "udm_azure_audit", true},
    {kProduct, "Azure AD Directory Audit", "udm_azure_audit", true},
    {kVendor, "Microsoft", "udm_azure_audit", false},
    {kLogType, "OFFICE_365", "udm_m365", true},
    {kProduct, "Office 365", "udm_m365", true},
    {kVendor, "Microsoft", "udm_m365", false},
    {kLogType, "OKTA", "udm_okta", true},
    {kVendor, "Okta", "udm_okta", true},
    {kProduct, "Okta", "udm_okta", true},
    {kLogType, "GITHUB", "udm_github", true},
    {kVendor, "GITHUB", "udm_github", true},
    {kProduct, "GITHUB", "udm_github", true},
};

const Origin* OriginOf(const Test& test, const Comparison& c, const std::string& value,
                       std::string_view feed) {
  if (c.op != Comparison::Op::kEquals || c.negated) return nullptr;
  for (const Origin& one : kOrigins) {
    if (one.field == test.field.text && EqualsIgnoreCase(one.value, value) &&
        (feed.empty() || one.feed == feed)) {
      return &one;
    }
  }
  return nullptr;
}

void Collect(const Expr& expr, std::set<std::string_view>& feeds) {
  if (expr.kind == Expr::Kind::kNot) return;
  for (const Expr& operand : expr.operands) Collect(operand, feeds);
  if (expr.kind != Expr::Kind::kTest) return;
  for (const Comparison& c : expr.test.any) {
    for (const std::string& value : c.values) {
      const Origin* origin = OriginOf(expr.test, c, value, "");
      if (origin != nullptr && origin->tells) feeds.insert(origin->feed);
    }
  }
}

Expr WithoutOrigin(Expr expr, std::string_view feed) {
  for (Expr& operand : expr.operands) operand = WithoutOrigin(std::move(operand), feed);
  if (expr.kind != Expr::Kind::kTest) return expr;
  for (const Comparison& c : expr.test.any) {
    for (const std::string& value : c.values) {
      if (OriginOf(expr.test, c, value, feed) == nullptr) continue;
      Expr always;
      always.offset = expr.offset;
      return always;
    }
  }
  return expr;
}

}  // namespace

std::vector<std::string_view> YaralFeeds(const YaralRule& rule) {
  std::set<std::string_view> feeds;
  for (const YaralRule::Variable& variable : rule.variables) Collect(variable.demand, feeds);
  return {feeds.begin(), feeds.end()};
}

Parsed ParseYaral(std::string_view rule, std::string_view feed) {
  Parsed out;
  out.selector.language = Language::kYaral;
  YaralRule read = ReadYaral(rule);
  out.problems = std::move(read.problems);
  std::vector<Expr> any;
  for (YaralRule::Variable& variable : read.variables) {
    std::set<std::string_view> feeds;
    Collect(variable.demand, feeds);
    if (feed.empty() || feeds.contains(feed)) {
      any.push_back(WithoutOrigin(std::move(variable.demand), feed));
    }
  }
  out.selector.root = any.empty() ? UnknownExpr(0, rule.substr(0, 200))
                                  : MakeExpr(Expr::Kind::kOr, 0, std::move(any));
  return out;
}

}  // namespace dcv::events
