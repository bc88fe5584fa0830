package dev.mayfly.bench.ack;

import dev.mayfly.bench.load.ArrivalPace;
import dev.mayfly.bench.load.LatencySamples;
import dev.mayfly.bench.load.Load;
import dev.mayfly.bench.load.WebhookGenerator;
import dev.mayfly.bench.stack.Figures;
import dev.mayfly.bench.stack.MeasuredTemporal;
import dev.mayfly.service.temporal.TemporalConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * The cost of a start as Temporal's least, with all that a life's has, and by a webhook. In turn,
 * in any order, since the machine and the server's disk are faster and slower by the minute.
 *
 * @param direct where a gateway listens that makes a call for each event.
 */
record StartTurns(
    MeasuredTemporal temporal, int direct, WebhookGenerator webhooks, Figures figures) {

  // A turn has anything from 0.8 to 1.2 of the rate of the next.
  private static final int TURNS = 15;
  private static final Duration LASTS = Duration.ofSeconds(2);
  private static final String BARE = "bare";
  private static final String LIFE = "life";
  private static final String WEBHOOK = "webhook";

  static String ofBare(int connections) {
    return "one start each / bare signalWithStart, %d at once".formatted(connections);
  }

  /** Adds the rates and their ratios; returns the answers to webhooks, turn by turn. */
  List<LatencySamples> measure(int atOnce) throws InterruptedException {
    Figures rates = new Figures();
    List<LatencySamples> answers = new ArrayList<>();
    List<String> kinds = new ArrayList<>(List.of(BARE, LIFE, WEBHOOK));
    Random order = new Random(1);
    for (int turn = 0; turn < TURNS; turn++) {
      Collections.shuffle(kinds, order);
      for (String kind : kinds) {
        LatencySamples samples = turn(kind, atOnce);
        rates.add(kind, samples.accepted().perSecond());
        if (kind.equals(WEBHOOK)) {
          answers.add(samples);
        }
      }
    }
    compare(rates, atOnce);
    return answers;
  }

  private LatencySamples turn(String kind, int atOnce) throws InterruptedException {
    if (kind.equals(WEBHOOK)) {
      return Load.run(direct, ArrivalPace.asFastAs(atOnce, LASTS), webhooks::queued);
    }
    Function<TemporalConnection, Runnable> start =
        kind.equals(BARE) ? BareStarts::through : LifeStarts::through;
    return Starts.run(temporal, atOnce, LASTS, start);
  }

  private void compare(Figures rates, int atOnce) {
    double bare = rates.median(BARE);
    double life = rates.median(LIFE);
    double webhook = rates.median(WEBHOOK);
    figures.add("bare signalWithStart, %d at once: per second".formatted(atOnce), bare);
    figures.add("a life's start, %d at once: per second".formatted(atOnce), life);
    figures.add(ofBare(atOnce), webhook / bare);
    figures.add("one start each / a life's start, %d at once".formatted(atOnce), webhook / life);
    figures.add("a life's start / bare signalWithStart, %d at once".formatted(atOnce), life / bare);
  }
}
