/** Workflow files as a stand-in forge reads them: jobs, steps and matrices. */
@NullMarked
package dev.mayfly.standin.forge.workflow;

import org.jspecify.annotations.NullMarked;
