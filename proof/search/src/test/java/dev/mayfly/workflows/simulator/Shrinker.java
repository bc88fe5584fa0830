package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.simulator.Script.Boot;
import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Fault;
import dev.mayfly.workflows.simulator.Script.Hook;
import dev.mayfly.workflows.simulator.Script.Job;
import dev.mayfly.workflows.simulator.Script.Labels;
import dev.mayfly.workflows.simulator.Script.Outage;
import dev.mayfly.workflows.simulator.Script.Plant;
import dev.mayfly.workflows.simulator.Script.Sweeping;
import dev.mayfly.workflows.simulator.Script.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Makes a failing script smaller for as long as it fails: greedy, one simplification at a time. */
final class Shrinker {

  private static final int MOST_TRIES = 3000;

  private Shrinker() {}

  static Script shrink(Script script, Predicate<Script> fails) {
    Script smallest = script;
    int tries = 0;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (Script candidate : candidates(smallest)) {
        if (++tries > MOST_TRIES) {
          return smallest;
        }
        if (!candidate.equals(smallest) && fails.test(candidate)) {
          smallest = candidate;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  private static List<Script> candidates(Script script) {
    List<Script> all = new ArrayList<>();
    lists(script.jobs(), job -> List.of(), script::jobs, all);
    lists(script.outages(), Shrinker::simpler, script::outages, all);
    lists(script.kills(), at -> List.of(at / 2), script::kills, all);
    all.add(script.slots(0));
    all.add(script.tick(Script.TICK));
    all.add(script.skew(0));
    lists(script.jobs(), Shrinker::simpler, script::jobs, all);
    Sweeping sweep = script.sweeping();
    if (sweep != null) {
      lists(sweep.plants(), Shrinker::simpler, to -> script.sweeping(sweep.plants(to)), all);
      lists(sweep.calls(), it -> List.of(Call.FINE), to -> script.sweeping(sweep.calls(to)), all);
      all.add(script.sweeping(sweep.width(0)));
      all.add(script.sweeping(sweep.pause(Sweeping.PAUSE)));
    }
    return all;
  }

  private static List<Plant> simpler(Plant plant) {
    return List.of(
        new Plant(plant.what(), Plant.Whose.NOBODYS, plant.at()),
        new Plant(plant.what(), plant.whose(), plant.at() / 2));
  }

  private static List<Outage> simpler(Outage outage) {
    return List.of(new Outage(outage.service(), outage.at(), outage.lasts() / 2));
  }

  private static List<Job> simpler(Job job) {
    List<Job> all = new ArrayList<>();
    all.add(job.boots(List.of()).hooks(List.of()).calls(List.of()).hands(List.of()));
    all.add(job.boots(List.of()));
    all.add(job.hooks(List.of()));
    all.add(job.calls(List.of()));
    all.add(job.hands(List.of()));
    all.add(job.labels(Labels.PLAIN));
    for (Trait trait : job.traits().keySet()) {
      all.add(job.with(trait, trait.usual));
      if (job.get(trait) > 1) {
        all.add(job.with(trait, job.get(trait) / 2));
      }
    }
    lists(job.boots(), Shrinker::simpler, job::boots, all);
    lists(job.hooks(), Shrinker::simpler, job::hooks, all);
    lists(job.calls(), call -> List.of(Call.FINE), job::calls, all);
    lists(job.hands(), hand -> List.of(), job::hands, all);
    return all;
  }

  private static List<Boot> simpler(Boot boot) {
    return List.of(
        Boot.DEFAULT,
        new Boot(boot.starts(), boot.online(), Fault.NONE, 0),
        new Boot(Boot.DEFAULT.starts(), Boot.DEFAULT.online(), boot.fault(), boot.after()),
        new Boot(boot.starts(), boot.online(), boot.fault(), boot.after() / 2));
  }

  private static List<Hook> simpler(Hook hook) {
    return List.of(
        Hook.DEFAULT,
        new Hook(hook.lost(), 0, hook.again()),
        new Hook(hook.lost(), hook.delay(), 0));
  }

  /** Every list with one element less, and with one element simpler. */
  private static <T, S> void lists(
      List<T> list, Function<T, List<T>> simpler, Function<List<T>, S> with, List<S> into) {
    for (int i = list.size() - 1; i >= 0; i--) {
      List<T> less = new ArrayList<>(list);
      less.remove(i);
      into.add(with.apply(less));
      for (T other : simpler.apply(list.get(i))) {
        if (!other.equals(list.get(i))) {
          List<T> changed = new ArrayList<>(list);
          changed.set(i, other);
          into.add(with.apply(changed));
        }
      }
    }
  }
}
