/// `./holdfast` and `./check`, run by a real bash in a small checkout with a pretended Maven and pretended JDKs.
@NullMarked
package dev.holdfast.cli.script;

import org.jspecify.annotations.NullMarked;
