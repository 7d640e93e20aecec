// SPDX-License-Identifier: Apache-2.0
#include "jobs/make_filter.h"

#include "base/uuid.h"
#include "sigma/parse.h"

namespace dcv::jobs {

sigma::Document MakeFilter(std::string title, const sigma::LogSource& logsource,
                           const std::vector<std::string>& rules, bool any,
                           const yaml::Node& fields, sigma::Reader& reader) {
  const auto scalar = [&](std::string text) {
    yaml::Node node;
    node.line = fields.line;
    node.column = fields.column;
    node.scalar = std::move(text);
    return node;
  };
  yaml::Node detection = scalar("");
  detection.kind = yaml::Kind::kMapping;
  detection.members.push_back({scalar("selection"), fields});
  detection.members.push_back({scalar("condition"), scalar("not selection")});

  sigma::Filter filter;
  filter.logsource.product = logsource.product;
  filter.logsource.category = logsource.category;
  filter.logsource.service = logsource.service;
  filter.any = any;
  for (const std::string& rule : rules) filter.rules.push_back({rule, sigma::PlaceOf(fields)});
  filter.detection = sigma::ReadDetection(detection, reader);

  sigma::Document document;
  document.place = sigma::PlaceOf(fields);
  document.title.text = std::move(title);
  document.body = std::move(filter);
  if (reader.broken()) return document;
  document.id.text = ToString(UuidV5(kDcvNames, "filter\n" + sigma::ToYaml(document)));
  return document;
}

}  // namespace dcv::jobs
