package dev.mayfly.console.api;

import dev.mayfly.console.jobs.Checkup;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.service.doctor.Diagnosis;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The doctor's findings as far as a console can ask, for programs. */
@Path("api/v1/doctor")
@Produces(MediaType.APPLICATION_JSON)
public record DoctorResource(Checkup checkup) {

  @GET
  @RolesAllowed("READER")
  public Diagnosis examine(@Auth Caller caller) {
    return checkup.last();
  }
}
