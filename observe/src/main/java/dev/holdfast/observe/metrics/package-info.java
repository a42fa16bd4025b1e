/// Prometheus metrics. Their names are a contract: `spec/metrics.json` lists them.
@NullMarked
package dev.holdfast.observe.metrics;

import org.jspecify.annotations.NullMarked;
