package dev.mayfly.workflows.simulator;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A search that breaks what it searches: it has a guard, as what is broken may go in circles. */
@Tag("search")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Mutating {}
