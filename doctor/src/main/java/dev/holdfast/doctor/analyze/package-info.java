/// Logs read after the fact: ours, those of proxies and servers, and what a browser or a capture recorded.
@NullMarked
package dev.holdfast.doctor.analyze;

import org.jspecify.annotations.NullMarked;
