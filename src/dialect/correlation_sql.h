// SPDX-License-Identifier: Apache-2.0
// Correlations in SQL: windows that slide on event time, by RANGE frames over the hits of the
// rules. A row of the answer is a group at a time at which the condition holds.
#pragma once

#include <string>

#include "dialect/correlation.h"
#include "dialect/sql.h"

namespace dcv::dialect::sql {

// Templates; {0} is what they are of.
struct CorrelationForms {
  const char* text_type;
  const char* first;     // of a list of texts, or NULL
  const char* distinct;  // the list without repetitions
  // After FROM: a row for each element of {0}, called {1}; "" where `element` does that.
  const char* each;
  const char* element;  // of {0} list, {1} that name: a text
  const char* number;   // of a text, or NULL
  const char* iso;      // of a text of ISO 8601: milliseconds since 1970, or NULL
  const char* whole;    // a number without its fraction, as an integer of 64 bits
  // Of the values of a window: what the aggregate is, before OVER, and what is made of that.
  const char *count_over, *count;
  const char *rank_over, *rank;  // {0} that, {1} what part of the values lies below
};

std::string RenderCorrelation(const Flavour& flavour, const CorrelationForms& forms,
                              CorrelationRendering& c);

}  // namespace dcv::dialect::sql
