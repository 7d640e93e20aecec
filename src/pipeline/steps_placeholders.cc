// SPDX-License-Identifier: Apache-2.0
// What stands for %name% in values of items with `expand`.
#include <algorithm>

#include "base/text.h"
#include "pipeline/steps.h"
#include "pipeline/value_file.h"

namespace dcv::pipeline {
namespace {

using sigma::Item;
using sigma::Modifier;
using sigma::Search;
using sigma::Value;

constexpr size_t kMaxValues = 100'000;  // of one item

// The placeholder at or after `from`: where it begins, and its name.
struct Found {
  size_t begin = std::string::npos, end = 0;
  std::string_view name;
};

Found Next(std::string_view text, size_t from) {
  while (from < text.size()) {
    const size_t begin = text.find('%', from);
    if (begin == text.npos) break;
    size_t end = begin + 1;
    while (end < text.size() &&
           (isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) {
      ++end;
    }
    if (end > begin + 1 && end < text.size() && text[end] == '%') {
      return {begin, end + 1, text.substr(begin + 1, end - begin - 1)};
    }
    from = begin + 1;
  }
  return {};
}

// `include` or `exclude` say which placeholders are replaced, by default all.
struct Choice {
  std::vector<std::string> include, exclude;

  bool Takes(std::string_view name) const {
    const auto among = [&](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    return (include.empty() || among(include)) && !among(exclude);
  }

  static Choice Take(Params& params) {
    Choice out{params.Texts("include"), params.Texts("exclude")};
    if (!out.include.empty() && !out.exclude.empty()) {
      params.Report("P206", params.node(), "include and exclude exclude each other");
    }
    return out;
  }
};

class Placeholders : public ItemStep {
 public:
  explicit Placeholders(Choice choice) : choice_(std::move(choice)) {}

 protected:
  using Values = std::vector<std::string>;
  // What stands for the placeholder; nothing after a problem.
  virtual std::optional<Values> ValuesOf(std::string_view name, Place place,
                                         Context& context) const = 0;

  Outcome Rewrite(const Search& search, Context& context) const override {
    if (!Has(search.item, Modifier::kExpand)) return {};
    std::vector<std::vector<Value>> values;
    bool left = false;
    size_t count = 0;
    for (const Value& value : search.item.values) {
      const auto texts = Expanded(value, left, context);
      if (!texts) return {};
      values.emplace_back();
      for (const std::string& text : *texts) {
        values.back().push_back(text == value.text ? value : StringValue(text, value.place));
      }
      count += texts->size();
      if (count > kMaxValues) return TooMany(value, context);
    }
    Search out = WithValues(search, values);
    if (!left) RemoveExpand(out);
    return {Outcome::Kind::kReplace, std::move(out)};
  }

 private:
  static Outcome TooMany(const Value& value, Context& context) {
    context.Report("P223", value.place,
                   "the placeholders stand for more than " + Grouped(kMaxValues) + " values");
    return {};
  }

  static void RemoveExpand(Search& search) {
    Remove(search.item, Modifier::kExpand);
    for (Search& part : search.parts) RemoveExpand(part);
  }

  // Every combination of what the value's placeholders stand for. `left`: some were not chosen.
  std::optional<Values> Expanded(const Value& value, bool& left, Context& context) const {
    Values out = {""};
    size_t at = 0;
    for (Found found = Next(value.text, 0); found.begin != std::string::npos;
         found = Next(value.text, found.end)) {
      const std::string before = value.text.substr(at, found.begin - at);
      Values some = {value.text.substr(found.begin, found.end - found.begin)};
      left = left || !choice_.Takes(found.name);
      if (choice_.Takes(found.name)) {
        auto values = ValuesOf(found.name, value.place, context);
        if (!values) return std::nullopt;
        some = std::move(*values);
      }
      if (out.size() * some.size() > kMaxValues) {
        (void)TooMany(value, context);
        return std::nullopt;
      }
      Values next;
      for (const std::string& head : out) {
        for (const std::string& one : some) next.push_back(head + before + one);
      }
      out = std::move(next);
      at = found.end;
    }
    for (std::string& text : out) text += value.text.substr(at);
    return out;
  }

  Choice choice_;
};

class Wildcards : public Placeholders {
 public:
  using Placeholders::Placeholders;

 protected:
  std::optional<Values> ValuesOf(std::string_view, Place, Context&) const override {
    return Values{"*"};
  }
};

class FromVars : public Placeholders {
 public:
  using Placeholders::Placeholders;

 protected:
  std::optional<Values> ValuesOf(std::string_view name, Place place,
                                 Context& context) const override {
    const auto found = context.state.vars.find(name);
    if (found == context.state.vars.end() || found->second.empty()) {
      context.Report("P223", place, "vars has no values for '" + std::string(name) + "'");
      return std::nullopt;
    }
    Values out;
    for (const Value& value : found->second) out.push_back(value.text);
    return out;
  }
};

class FromFile : public Placeholders {
 public:
  FromFile(Choice choice, ValueFile file)
      : Placeholders(std::move(choice)), file_(std::move(file)) {}

 protected:
  std::optional<Values> ValuesOf(std::string_view name, Place place,
                                 Context& context) const override {
    if (context.options.files.empty()) {
      context.Report(
          "P224", place,
          "reading '" + Printable(file_.path) + "' for '" + std::string(name) + "' is not allowed");
      return std::nullopt;
    }
    auto values = ReadValues(file_, context.options.files);
    if (!values) {
      context.Report("P224", place, values.error().message);
      return std::nullopt;
    }
    if (values->empty()) {
      context.Report("P223", place, "'" + Printable(file_.path) + "' has no values");
      return std::nullopt;
    }
    return *std::move(values);
  }

 private:
  ValueFile file_;
};

// An expression of a query language has no place in the tree, so the rule is refused.
class Expressions : public Placeholders {
 public:
  using Placeholders::Placeholders;

 protected:
  std::optional<Values> ValuesOf(std::string_view name, Place place,
                                 Context& context) const override {
    context.Report("P225", place,
                   "'" + std::string(name) + "' would become an expression of a query language");
    return std::nullopt;
  }
};

StepPtr Refuse(Params& params, std::string_view what) {
  for (const yaml::Member& member : params.node().members) (void)params.Take(member.key.scalar);
  params.Report("P209", params.node(),
                params.what() + " would " + std::string(what) + ", which dcv never does");
  return nullptr;
}

}  // namespace

StepPtr ParseWildcardPlaceholders(Params& params) {
  return std::make_shared<Wildcards>(Choice::Take(params));
}

StepPtr ParseValuePlaceholders(Params& params) {
  return std::make_shared<FromVars>(Choice::Take(params));
}

StepPtr ParseQueryExpressionPlaceholders(Params& params) {
  (void)params.RequiredText("expression");
  if (params.node().Find("mapping") != nullptr) (void)params.RequiredMap("mapping");
  return std::make_shared<Expressions>(Choice::Take(params));
}

StepPtr ParseFilePlaceholders(Params& params) {
  ValueFile file;
  file.path = params.RequiredText("path");
  file.format = params.Word("format", {"plaintext", "csv", "json", "yaml"});
  file.column = params.Text("csv_column").value_or("");
  file.has_header = params.Flag("csv_has_header", true);
  const std::string jq = params.Text("jq_expression").value_or("");
  if (params.node().Find("filter") != nullptr) file.filter = params.RequiredRegex("filter");
  if (file.format == "csv" &&
      (file.column.empty() || (!file.has_header && !IsDigits(file.column)))) {
    params.Report("P205", params.node(), "csv needs csv_column: a name of the header, or an index");
  }
  const bool tree = file.format == "json" || file.format == "yaml";
  if (tree && jq.empty())
    params.Report("P205", params.node(), file.format + " needs jq_expression");
  if (const auto keys = JqPath(jq)) {
    file.keys = *keys;
  } else {
    params.Report("P206", params.node(), "of jq, paths like .a.b[] alone are understood");
  }
  return std::make_shared<FromFile>(Choice::Take(params), std::move(file));
}

StepPtr ParseHttpPlaceholders(Params& params) {
  return Refuse(params, "open a connection");
}
StepPtr ParseCommandPlaceholders(Params& params) {
  return Refuse(params, "run a command");
}

}  // namespace dcv::pipeline
