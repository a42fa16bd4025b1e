/// What can be configured: the shape of `holdfast.yaml`, as records.
@NullMarked
package dev.holdfast.cli.config;

import org.jspecify.annotations.NullMarked;
