// SPDX-License-Identifier: Apache-2.0
#include "logsource/logsource.h"

namespace dcv::logsource {
namespace {

constexpr int kMaxEnvelopes = 3;  // EventBridge's in CloudWatch's in a collector's

class Unwrapper {
 public:
  using Visitor = std::function<void(json::Value event, const Source* source)>;

  Unwrapper(const Registry& registry, const Visitor& visit) : registry_(registry), visit_(visit) {}

  // Arrays in arrays are as deep as json::Parser allows.
  void Document(json::Value document) const {
    if (document.Is(json::Type::kArray)) {
      for (json::Value element : document.elements()) Document(element);
    } else if (!Events(document, 0)) {
      visit_(document, nullptr);
    }
  }

 private:
  // The first envelope that leads to an event is the document's: collectors often deliver one event
  // twice, parsed and as it came (`message` and `event.original`).
  bool Events(json::Value value, int depth) const {
    if (!value.Is(json::Type::kObject)) return false;
    if (const Source* source = registry_.Recognise(value)) {
      visit_(value, source);
      return true;
    }
    if (depth == kMaxEnvelopes) return false;
    for (const Path& envelope : registry_.envelopes()) {
      bool found = false;
      Visit(value, envelope, [&](json::Value inner) {
        found = Events(inner, depth + 1) || found;
        return true;
      });
      if (found) return true;
    }
    return false;
  }

  const Registry& registry_;
  const Visitor& visit_;
};

}  // namespace

void Unwrap(const Registry& registry, json::Value document,
            const std::function<void(json::Value event, const Source* source)>& visit) {
  Unwrapper(registry, visit).Document(document);
}

}  // namespace dcv::logsource
