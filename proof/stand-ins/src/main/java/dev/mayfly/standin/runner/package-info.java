/** A stand-in for GitHub's runner program: a process that registers, runs a job and leaves. */
@NullMarked
package dev.mayfly.standin.runner;

import org.jspecify.annotations.NullMarked;
