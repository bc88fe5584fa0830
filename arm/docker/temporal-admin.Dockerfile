# Prepares database and namespace of the Temporal server, as docker-compose.temporal.yml does. From the repository's folder:
#   docker build -f arm/docker/temporal-admin.Dockerfile -t mayfly-temporal-admin:0.1.0 .
FROM temporalio/admin-tools:1.30.6
COPY temporal/setup-schema.sh temporal/setup-namespace.sh /mayfly/
WORKDIR /mayfly
USER 1000:1000
ENTRYPOINT ["/bin/sh"]
CMD ["setup-namespace.sh"]
