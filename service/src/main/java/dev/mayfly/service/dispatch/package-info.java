/** The one way in which a life is started or told something. */
@NullMarked
package dev.mayfly.service.dispatch;

import org.jspecify.annotations.NullMarked;
