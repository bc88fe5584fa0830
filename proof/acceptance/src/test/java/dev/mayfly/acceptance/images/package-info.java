/** The contract of the runner images' entrypoints, held against a stub of GitHub's runner. */
@NullMarked
package dev.mayfly.acceptance.images;

import org.jspecify.annotations.NullMarked;
