/// All cases, one file for each family.
@NullMarked
package dev.holdfast.clinic.cases;

import org.jspecify.annotations.NullMarked;
