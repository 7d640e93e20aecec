// SPDX-License-Identifier: Apache-2.0
// What is done to the documents of a block once they are cut: envelopes taken off, lines and rows
// that mean fields written as JSON. Depends on the block alone, so that it runs on any worker.
#pragma once

#include <string_view>

#include "stream/notes.h"
#include "stream/recognise.h"

namespace dcv::stream {

// `max_document` bounds what a compressed payload may become.
void Shape(Block& block, const Format& format, size_t max_document, Notes& notes);

// The action line of an Elasticsearch bulk request: {"index":{...}}, create, update, delete.
bool IsBulkAction(std::string_view line);
// {"awslogs":{"data":"..."}}, what CloudWatch Logs hands to a subscriber.
bool IsCloudWatchPayload(std::string_view document);

}  // namespace dcv::stream
