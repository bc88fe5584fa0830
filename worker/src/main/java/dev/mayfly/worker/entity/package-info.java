/** The entity workflows, pools and sweeps: how a worker reaches them and keeps them running. */
@NullMarked
package dev.mayfly.worker.entity;

import org.jspecify.annotations.NullMarked;
