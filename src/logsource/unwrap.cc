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
    } else if (!Events(document, 0, nullptr)) {
      visit_(document, nullptr);
    }
  }

 private:
  // An envelope on the way to what is being looked at. What it leads to before its first event is
  // counted only: without an event the envelope is none.
  struct Envelope {
    Envelope* outer;
    json::Value value;
    const Path& path;
    size_t passed = 0;
    bool opened = false;
  };

  // The first envelope that leads to an event is the document's: collectors often deliver one event
  // twice, parsed and as it came (`message` and `event.original`).
  bool Events(json::Value value, int depth, Envelope* outer) const {
    if (!value.Is(json::Type::kObject)) return false;
    if (const Source* source = registry_.Recognise(value)) {
      Open(outer);
      visit_(value, source);
      return true;
    }
    if (depth == kMaxEnvelopes) return false;
    for (const Path& path : registry_.envelopes()) {
      Envelope envelope{outer, value, path};
      VisitBranches(value, path, [&](json::Value inner) {
        if (inner.IsEmptyArray() || Events(inner, depth + 1, &envelope)) return true;
        if (envelope.opened) visit_(inner, nullptr);
        ++envelope.passed;
        return true;
      });
      if (envelope.opened) return true;
    }
    return false;
  }

  // At its first event: what an envelope passed before it, outer envelopes first.
  void Open(Envelope* envelope) const {
    if (envelope == nullptr || envelope->opened) return;
    Open(envelope->outer);
    envelope->opened = true;
    size_t left = envelope->passed;
    if (left == 0) return;
    VisitBranches(envelope->value, envelope->path, [&](json::Value inner) {
      if (inner.IsEmptyArray()) return true;
      visit_(inner, nullptr);
      return --left > 0;
    });
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
