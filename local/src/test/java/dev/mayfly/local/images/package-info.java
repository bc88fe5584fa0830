/** The contract of the runner images' entrypoints, held against a stub of GitHub's runner. */
@NullMarked
package dev.mayfly.local.images;

import org.jspecify.annotations.NullMarked;
