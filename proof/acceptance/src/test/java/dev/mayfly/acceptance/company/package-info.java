/** A company's network: nothing is reached but through a forward proxy, by a company's own CA. */
@NullMarked
package dev.mayfly.acceptance.company;

import org.jspecify.annotations.NullMarked;
