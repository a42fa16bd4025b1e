/// The real parts that trials are made of: servers, proxies, browsers, clients, networks.
@NullMarked
package dev.holdfast.clinic.part;

import org.jspecify.annotations.NullMarked;
