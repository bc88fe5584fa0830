package dev.mayfly.workflows.life;

import dev.mayfly.workflows.temporal.WorkflowRuntime;

/** The means of every part of a life: the request, the steps that can be taken, and the time. */
record Means(RunnerRequest request, LifeSteps steps, WorkflowRuntime runtime) {}
