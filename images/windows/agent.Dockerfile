# escape=`
# The agent of Azure DevOps for Windows jobs, with the runner image's entrypoint; see ../README.md. Built on a Windows host of the
# same or a newer version:
#
#   docker build --file images/windows/agent.Dockerfile --build-arg AGENT_VERSION=4.272.0 --build-arg AGENT_SHA256=… `
#     -t acme.azurecr.io/azdo-agent:windows-core-ltsc2022 images/windows
ARG WINDOWS_VERSION=ltsc2022

FROM mcr.microsoft.com/windows/servercore:${WINDOWS_VERSION}
# Both from the release's own page. Without a default: nobody could look the checksum up where this was written.
ARG AGENT_VERSION
ARG AGENT_SHA256
SHELL ["powershell", "-NoLogo", "-NoProfile", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]
USER ContainerAdministrator
COPY tools.ps1 C:/tools.ps1
RUN powershell -NoLogo -NoProfile -ExecutionPolicy Bypass -File C:\tools.ps1; if ($LASTEXITCODE -ne 0) { throw 'tools.ps1 failed, see above' }
RUN $zip = 'C:\agent.zip'; `
    [Net.ServicePointManager]::SecurityProtocol = 'Tls12'; `
    $version = $env:AGENT_VERSION; `
    if (-not $version) { throw 'AGENT_VERSION and AGENT_SHA256 have no default' }; `
    Invoke-WebRequest -UseBasicParsing -OutFile $zip -Uri ('https://download.agent.dev.azure.com/agent/{0}/vsts-agent-win-x64-{0}.zip' -f $version); `
    $got = (Get-FileHash -Algorithm SHA256 -LiteralPath $zip).Hash; `
    if ($got -ne $env:AGENT_SHA256) { throw ('agent {0} has the checksum {1}' -f $version, $got) }; `
    Expand-Archive -LiteralPath $zip -DestinationPath C:\runner; `
    Remove-Item -LiteralPath $zip; `
    icacls C:\runner /grant 'ContainerUser:(OI)(CI)M' /T /Q; `
    if ($LASTEXITCODE -ne 0) { throw 'icacls failed' }
COPY entrypoint.ps1 C:/entrypoint.ps1
ENV RUNNER_HOME=C:\runner
WORKDIR C:\runner
# No administrator; there is no init to add, since Windows has no zombies.
USER ContainerUser
RUN & .\bin\Agent.Listener.exe --version; if ($LASTEXITCODE -ne 0) { throw 'the agent does not start' }
ENTRYPOINT ["powershell", "-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", "C:\\entrypoint.ps1"]
