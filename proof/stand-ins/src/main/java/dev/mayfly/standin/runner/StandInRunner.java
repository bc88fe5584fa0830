package dev.mayfly.standin.runner;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A runner for the stand-in forge: reads the variables of the runner images, registers, waits for a
 * job, really runs its steps, and leaves with an {@link ExitCode}. Needs nothing but the JDK, so
 * that it starts fast.
 *
 * <p>On SIGTERM it kills its step and everything that the step started, says nothing more to the
 * forge, and is gone. It also dies by itself, where its environment names the {@link Death}.
 */
public final class StandInRunner {

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PATIENCE = 20;

  private final RunnerConnection forge;
  private final Properties registration;
  private final String session;
  private final boolean leavesWithItsRegistration;
  private final Optional<Death> death;
  private volatile boolean terminated;
  private volatile @Nullable JobRun current;

  private StandInRunner(
      Enrolment enrolment, RunnerConnection forge, Properties registration, Optional<Death> death) {
    this.leavesWithItsRegistration = enrolment.leavesWithItsRegistration();
    this.forge = forge;
    this.registration = registration;
    this.death = death;
    this.session = registration.getProperty("session", "");
  }

  public static void main(String[] args) {
    System.exit(run(System.getenv()));
  }

  /** Runs one to its end, with these variables, and returns its {@link ExitCode}. */
  public static int run(Map<String, String> env) {
    StandInRunner runner;
    try {
      Optional<Death> death = Death.of(env);
      die(death, Death.UNREGISTERED);
      runner = register(env, death);
    } catch (RunnerConnection.Refused e) {
      System.err.println("registration refused: " + e.getMessage());
      if (e.saysVersionIsOver()) {
        return ExitCode.VERSION_DEPRECATED;
      }
      return e.status == CONFLICT ? ExitCode.USED : ExitCode.REFUSED;
    } catch (IOException e) {
      System.err.println("the forge does not answer: " + e.getMessage());
      return ExitCode.FAILED;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return ExitCode.MISUSED;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(runner::terminate, "terminate"));
    return runner.serve();
  }

  /** Ends as a killed process does: at once, without its shutdown hooks. */
  private static void die(Optional<Death> death, Death now) {
    if (death.equals(Optional.of(now))) {
      Runtime.getRuntime().halt(Death.EXIT_CODE);
    }
  }

  private static StandInRunner register(Map<String, String> env, Optional<Death> death)
      throws IOException {
    Enrolment enrolment = Enrolment.of(env);
    RunnerConnection forge = new RunnerConnection(enrolment.forge());
    return new StandInRunner(enrolment, forge, forge.register(enrolment.form()), death);
  }

  private int serve() {
    die(death, Death.OFFLINE);
    System.out.println("√ Connected to the stand-in forge as " + name());
    System.out.println("Listening for Jobs");
    int silence = 0;
    while (!terminated) {
      try {
        Properties job = acquire();
        silence = 0;
        if (!job.isEmpty() && begin()) {
          die(death, Death.AT_WORK);
          runJob(job);
          if (Boolean.parseBoolean(registration.getProperty("ephemeral"))) {
            return ExitCode.DONE;
          }
        }
      } catch (RunnerConnection.Refused e) {
        if (e.saysVersionIsOver()) {
          System.err.println(e.getMessage());
          return ExitCode.VERSION_DEPRECATED;
        }
        if (e.status == NOT_FOUND) {
          System.err.println("the registration of " + name() + " is gone");
          if (leavesWithItsRegistration) {
            return current == null ? ExitCode.NO_JOB : ExitCode.FAILED;
          }
          pause(1);
        } else {
          silence++;
        }
      } catch (IOException e) {
        silence++;
      }
      if (silence > 0 && !pause(silence)) {
        System.err.println("the forge does not answer any more");
        return ExitCode.FAILED;
      }
    }
    return ExitCode.TERMINATED;
  }

  private Properties acquire() throws IOException {
    if (death.equals(Optional.of(Death.IDLE))) {
      forge.tell(session, "heartbeat", ""); // makes it online, and asks for no job
      die(death, Death.IDLE);
    }
    Properties job = forge.acquire(session);
    if (!job.isEmpty()) {
      die(death, Death.GIVEN_A_JOB);
    }
    return job;
  }

  /** Returns whether the job is still ours to run: it may have been cancelled on its way here. */
  private boolean begin() throws IOException {
    try {
      forge.tell(session, "start", "");
      return true;
    } catch (RunnerConnection.Refused e) {
      if (e.status == CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  private void runJob(Properties job) throws IOException {
    System.out.println("Running job: " + job.getProperty("name"));
    JobRun run = new JobRun(job, name(), this::tell);
    current = run;
    if (terminated) {
      run.stop();
    }
    Thread heart = new Thread(() -> beat(run), "heartbeat");
    heart.setDaemon(true);
    heart.start();
    String conclusion = run.run();
    tell("complete?conclusion=" + conclusion, "");
    System.out.println("Job " + job.getProperty("name") + " completed with result: " + conclusion);
    heart.interrupt();
    current = null;
  }

  private void beat(JobRun run) {
    long every = Long.parseLong(registration.getProperty("heartbeatMillis", "1000"));
    while (!terminated) {
      try {
        Thread.sleep(every);
        if (forge.tell(session, "heartbeat", "").equals("cancel")) {
          run.stop();
        }
      } catch (InterruptedException over) {
        return;
      } catch (RunnerConnection.Refused e) {
        if (e.status == NOT_FOUND) {
          System.err.println("the registration of " + name() + " is gone, with its job");
          if (leavesWithItsRegistration) {
            run.stop();
          }
          return;
        }
      } catch (IOException e) {
        System.err.println("missed a heartbeat: " + e.getMessage());
      }
    }
  }

  /**
   * Tells the forge about the job, again and again while it does not answer; nothing at all once
   * this process is on its way out. Gitea's runner works on when its registration is gone.
   */
  private String tell(String what, String body) throws IOException {
    for (int silence = 1; ; silence++) {
      if (terminated) {
        return "";
      }
      try {
        return forge.tell(session, what, body);
      } catch (RunnerConnection.Refused e) {
        if (e.status == NOT_FOUND && !leavesWithItsRegistration) {
          return "";
        }
        if (e.status < 500 || !pause(silence)) {
          throw e;
        }
      } catch (IOException e) {
        if (!pause(silence)) {
          throw e;
        }
      }
    }
  }

  private void terminate() {
    terminated = true;
    JobRun run = current;
    if (run != null) {
      run.stop();
    }
    // A step that is just being started is known to nobody else yet.
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean pause(int silence) {
    try {
      Thread.sleep(250);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return silence < PATIENCE;
  }

  private String name() {
    return registration.getProperty("name", "");
  }
}
