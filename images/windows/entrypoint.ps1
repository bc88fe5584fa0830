# Makes one container one runner for one job: GitHub's, or with AZDO_URL the agent of Azure DevOps. The contract (variables, exit codes, signals) is in
# images/README.md, and is the Linux entrypoint's; what differs on Windows is said there, too.
# Written for the Windows PowerShell 5.1 that the base image has.
Set-PSDebug -Off
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Done = 0; $Misused = 1; $Failed = 2; $Refused = 3; $NoJob = 4; $Used = 5; $Deprecated = 7; $Forbidden = 8; $Terminated = 143

# In C#, since a console event arrives on a thread that has no PowerShell, and since both output
# streams of a process must be read while it is waited for.
Add-Type -TypeDefinition @'
using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Mayfly
{
    // How Windows asks a container to end: an event to every process of its console.
    public static class Stop
    {
        public delegate bool Handler(uint kind);

        public static readonly ManualResetEvent Requested = new ManualResetEvent(false);
        private static readonly ManualResetEvent over = new ManualResetEvent(false);
        private static readonly Handler handler = OnEvent;

        [DllImport("kernel32.dll", SetLastError = true)]
        private static extern bool SetConsoleCtrlHandler(Handler handler, bool add);

        public static void Watch()
        {
            if (!SetConsoleCtrlHandler(handler, true))
            {
                throw new InvalidOperationException("cannot watch for the end of the container");
            }
        }

        public static void Over()
        {
            over.Set();
        }

        public static bool IsRequested()
        {
            return Requested.WaitOne(0);
        }

        // Windows ends this process as soon as the handler returns.
        private static bool OnEvent(uint kind)
        {
            Requested.Set();
            over.WaitOne();
            return true;
        }
    }

    // A process whose output is printed without the secret, and what was seen in it.
    public sealed class Observed
    {
        private readonly string secret;
        private readonly CountdownEvent streams = new CountdownEvent(2);
        private readonly object printing = new object();

        public int ExitCode;
        public volatile bool SawJob;
        public volatile bool SawUsed;
        public volatile bool SawDeprecated;
        public volatile bool SawListening;
        public volatile bool SawDeleted;

        private Observed(string secret)
        {
            this.secret = secret;
        }

        public static Observed Run(ProcessStartInfo start, string secret, int stopSeconds)
        {
            Observed observed = new Observed(secret);
            start.UseShellExecute = false;
            start.RedirectStandardOutput = true;
            start.RedirectStandardError = true;
            using (Process process = new Process())
            using (ManualResetEvent exited = new ManualResetEvent(false))
            {
                process.StartInfo = start;
                process.EnableRaisingEvents = true;
                process.Exited += delegate { exited.Set(); };
                process.OutputDataReceived += observed.OnLine;
                process.ErrorDataReceived += observed.OnLine;
                process.Start();
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                int which = WaitHandle.WaitAny(new WaitHandle[] { exited, Stop.Requested });
                // It shares this console, so it has got the event as well, and leaves by itself.
                if (which == 1 && !exited.WaitOne(TimeSpan.FromSeconds(stopSeconds)))
                {
                    KillTree(process.Id);
                    exited.WaitOne(TimeSpan.FromSeconds(5));
                }
                observed.ExitCode = process.HasExited ? process.ExitCode : 1;
                // What a job left behind may keep the streams open.
                observed.streams.Wait(TimeSpan.FromSeconds(2));
            }
            return observed;
        }

        private static void KillTree(int id)
        {
            ProcessStartInfo kill = new ProcessStartInfo("taskkill.exe", "/T /F /PID " + id);
            kill.UseShellExecute = false;
            using (Process process = Process.Start(kill))
            {
                process.WaitForExit(5000);
            }
        }

        private void OnLine(object sender, DataReceivedEventArgs line)
        {
            if (line.Data == null)
            {
                try
                {
                    streams.Signal();
                }
                catch (InvalidOperationException)
                {
                    // Both have ended already.
                }
                return;
            }
            Note(line.Data);
            lock (printing)
            {
                Console.Out.WriteLine(secret.Length == 0 ? line.Data : line.Data.Replace(secret, "***"));
                Console.Out.Flush();
            }
        }

        // A job's name is its author's text, so nothing after it counts.
        private void Note(string line)
        {
            if (SawJob)
            {
                return;
            }
            if (line.Contains("Running job: ")) SawJob = true;
            else if (line.Contains("Listening for Jobs")) SawListening = true;
            else if (line.Contains("is deprecated and cannot receive messages")
                || line.Contains("can no longer register with GitHub")
                || line.Contains("minimum runner version required to register")) SawDeprecated = true;
            else if (line.Contains("A runner exists with the same name")
                || line.Contains("already contains an agent with name")
                || line.Contains("already configured")
                || line.Contains("A session for this runner already exists")) SawUsed = true;
            else if (line.Contains("registration has been deleted from the server")
                || line.Contains("runner no longer exists on the server")) SawDeleted = true;
        }
    }
}
'@

function Write-Line([string] $text) { [Console]::Out.WriteLine("entrypoint: $text") }

function Exit-With([int] $code, [string] $text) {
    Write-Line "$text (exit code $code)"
    [Mayfly.Stop]::Over()
    exit $code
}

# The value of the first of these variables that has one.
function Read-First([string[]] $names) {
    foreach ($name in $names) {
        $value = [Environment]::GetEnvironmentVariable($name)
        if ($value) { return $value.Trim() }
    }
    return ''
}

# From this process, so that no child inherits it. The runner takes ACTIONS_RUNNER_INPUT_anything
# for an argument, a REPLACE among them, the agent VSTS_AGENT_INPUT_anything. Rule gh-runner-inputs.
function Clear-Inputs {
    foreach ($name in @([Environment]::GetEnvironmentVariables().Keys)) {
        if ($name -match '^(ACTIONS_RUNNER_INPUT_|ActionsRunner_|VSTS_AGENT_INPUT_|AZDO_|MAYFLY_)' -or $name -eq 'AZ_BATCH_AUTHENTICATION_TOKEN') {
            [Environment]::SetEnvironmentVariable($name, $null)
        }
    }
}

# The secret by environment: a command line can be read by everybody.
function Invoke-Listener([string] $arguments, [hashtable] $inputs, [string] $secret, [int] $seconds) {
    $start = New-Object Diagnostics.ProcessStartInfo (Join-Path $Runner "bin\$($Program.Listener)"), $arguments
    $start.UseShellExecute = $false # else it may not have an environment of its own
    $start.WorkingDirectory = $Runner
    foreach ($name in $inputs.Keys) {
        if ($inputs[$name]) { $start.EnvironmentVariables["$($Program.Prefix)$name"] = $inputs[$name] }
    }
    # Else it answers 1 where it means 7 (since 2.333.0).
    $start.EnvironmentVariables['ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE'] = '1'
    foreach ($label in $Capabilities) {
        if (-not $start.EnvironmentVariables.ContainsKey($label)) { $start.EnvironmentVariables[$label] = '1' }
    }
    return [Mayfly.Observed]::Run($start, $secret, $seconds)
}

function Register-Runner {
    Write-Line "registers as $Name"
    $inputs = $Settings.Clone()
    $inputs.TOKEN = $Secret
    $seen = Invoke-Listener $Program.Configure $inputs $Secret $StopSeconds
    if ($seen.ExitCode -eq 0) { return $Done }
    if ($seen.SawDeprecated) { return $Deprecated }
    if ($seen.SawUsed) { return $Used }
    return $Refused
}

function Invoke-Runner {
    $inputs = @{}
    if ($Kind -eq 'jit') { $inputs.JITCONFIG = $Secret }
    for ($try = 1; ; $try++) {
        $seen = Invoke-Listener $Program.Run $inputs $Secret $StopSeconds
        $inputs = @{} # it is in the listener's files by now
        # 2: worth another try, 6: its configuration was refreshed. Ephemeral, so never after a job.
        $again = -not $seen.SawJob -and $try -lt 6 -and ($seen.ExitCode -eq 2 -or $seen.ExitCode -eq 6)
        if (-not $again -or [Mayfly.Stop]::Requested.WaitOne([TimeSpan]::FromSeconds($RetrySeconds))) { break }
    }
    $script:HadJob = $seen.SawJob
    if ($seen.SawJob) {
        if ($seen.ExitCode -eq 0) { return $Done }
        return $Failed
    }
    # 3 and 4: it wants to update itself, which a container that lives for one job must not.
    if ($seen.SawDeprecated -or $seen.ExitCode -eq 3 -or $seen.ExitCode -eq 4 -or $seen.ExitCode -eq 7) { return $Deprecated }
    if ($seen.ExitCode -eq 5) { return $Used }
    if (($seen.SawDeleted -or $seen.SawUsed) -and -not $seen.SawListening) { return $Used }
    if ($seen.ExitCode -eq 0 -or $seen.SawDeleted) { return $NoJob }
    if ($Kind -ne 'token' -and -not $seen.SawListening) { return $Refused }
    return $Failed
}

# A registration token may remove, too, as far as is known, within its hour; a just-in-time runner
# cannot remove itself, and an ephemeral one that had a job is removed by the forge.
function Unregister-Runner {
    if ($Kind -eq 'jit' -or $HadJob -or -not (Test-Path -LiteralPath (Join-Path $Runner $Program.State))) { return }
    Write-Line 'removes its registration'
    $inputs = @{ TOKEN = $Secret }
    if ($Kind -eq 'agent') { $inputs += @{ AUTH = 'pat'; UNATTENDED = 'true' } }
    $seen = Invoke-Listener 'remove' $inputs $Secret 10
    if ($seen.ExitCode -eq 0) { Write-Line 'the registration is removed' }
    else { Write-Line 'the registration could not be removed from here' }
}

# Tells the runner what to print in its job's log, step "Set up job"; an image's own text is left. Without it the runner is as good.
# Rule gh-setup-info. Rule batch-own-variables.
function Write-SetupInfo([string] $text, [string] $created, [string] $node, [string] $pool) {
    $file = Join-Path $Runner '.setup_info'
    if (-not $text -or (Test-Path -LiteralPath $file)) { return }
    try {
        $text = $text.Replace(' | ', "`n")
        $now = [DateTimeOffset]::UtcNow
        $started = $now.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
        # By the clocks of two machines.
        if ($created -match '^[0-9]{1,10}$' -and $now.ToUnixTimeSeconds() -ge [long] $created) {
            $waited = $now.ToUnixTimeSeconds() - [long] $created
            $text += "`nWaited: $waited s until its container started at $started by the node's clock, as far as the two clocks agree"
        }
        else { $text += "`nStarted: its container at $started by the node's clock" }
        if ($node) { $text += "`nNode: $node in pool $pool of Azure Batch" }
        [IO.File]::WriteAllText($file, (ConvertTo-Json -Compress -InputObject @(@{ group = 'Mayfly'; detail = $text })))
    }
    catch { Write-Line "$file could not be written" }
}

$Meaning = @{
    $Done = 'done: the runner ran a job'
    $Failed = 'failed: the runner ended without saying why'
    $Refused = 'refused: the forge did not register this runner'
    $NoJob = 'no job taken: the registration ended before a job came'
    $Used = 'used: the name is registered, or the just-in-time configuration is spent'
    $Deprecated = 'version deprecated: rebuild the image with a newer runner'
    $Terminated = 'terminated'
}

$Runner = Read-First 'RUNNER_HOME'
if (-not $Runner) { $Runner = 'C:\runner' }
$StopSeconds = [int] ('0' + (Read-First 'ActionsRunner_STOP_SECONDS'))
if ($StopSeconds -eq 0) { $StopSeconds = 30 }
$RetrySeconds = Read-First 'ActionsRunner_RETRY_SECONDS'
if (-not $RetrySeconds) { $RetrySeconds = 5 }
if (-not (Test-Path -LiteralPath $Runner)) { Exit-With $Misused "there is no runner in $Runner" }
$HadJob = $false
$Kind = 'jit'
$Capabilities = @()
$Program = @{
    Listener = 'Runner.Listener.exe'; Prefix = 'ACTIONS_RUNNER_INPUT_'; State = '.runner'; Run = 'run'
    Configure = 'configure --unattended --ephemeral --no-default-labels --disableupdate'
}
$Secret = Read-First 'ACTIONS_RUNNER_INPUT_JITCONFIG'
$Settings = @{
    URL = Read-First 'ActionsRunner_URL', 'ACTIONS_RUNNER_INPUT_URL'
    LABELS = Read-First 'ActionsRunner_LABELS', 'ACTIONS_RUNNER_INPUT_LABELS'
    RUNNERGROUP = Read-First 'ActionsRunner_POOL', 'ACTIONS_RUNNER_INPUT_RUNNERGROUP'
    WORK = Read-First 'ActionsRunner_WORK', 'ACTIONS_RUNNER_INPUT_WORK'
}
$Name = Read-First 'ActionsRunner_AGENT', 'ACTIONS_RUNNER_INPUT_NAME', 'AZDO_AGENT'
if (-not $Name) { $Name = "Windows_$([Environment]::MachineName)" }
$Settings.NAME = $Name
if (-not $Secret -and (Read-First 'AZDO_URL')) {
    $Kind = 'agent'
    $Program = @{
        Listener = 'Agent.Listener.exe'; Prefix = 'VSTS_AGENT_INPUT_'; State = '.agent'; Run = 'run --once'
        Configure = 'configure --unattended --acceptTeeEula'
    }
    # Entra ID's token is taken, too, where a personal access token is asked for.
    $Settings = @{
        URL = Read-First 'AZDO_URL'
        POOL = Read-First 'AZDO_POOL'
        AGENT = $Name
        WORK = Read-First 'AZDO_WORK'
        AUTH = 'pat'
        PROXYURL = Read-First 'https_proxy' # Rule azdo-agent-proxy.
    }
    # Its variables are its capabilities, which the demands of jobs are compared with.
    $Capabilities = @((Read-First 'AZDO_LABELS').Split(',') | Where-Object { $_ })
    $Secret = Read-First 'AZDO_TOKEN'
    if (-not $Secret) { Exit-With $Misused 'AZDO_TOKEN is not set' }
    if (-not $Settings.POOL) { Exit-With $Misused 'AZDO_POOL is not set' }
}
if (-not $Secret) {
    $Kind = 'token'
    $Secret = Read-First 'ActionsRunner_TOKEN', 'ACTIONS_RUNNER_INPUT_TOKEN'
    if (-not $Secret) { Exit-With $Misused 'ActionsRunner_TOKEN is not set, nor ACTIONS_RUNNER_INPUT_JITCONFIG' }
    if (-not $Settings.URL) { Exit-With $Misused 'ActionsRunner_URL is not set' }
    if (-not $Settings.LABELS) { Exit-With $Misused 'ActionsRunner_LABELS is not set' }
}
$SetupInfo = Read-First 'MAYFLY_SETUP_INFO'
$JobCreated = Read-First 'MAYFLY_JOB_CREATED'
Clear-Inputs
[Mayfly.Stop]::Watch()

# A container that is started again must not be a second runner.
try { [IO.File]::Open((Join-Path $Runner '.mayfly-started'), 'CreateNew').Dispose() }
catch [UnauthorizedAccessException] { Exit-With $Forbidden "may not write in ${Runner}: give the pool elevation: admin" }
catch [IO.IOException] {
    if (-not (Test-Path -LiteralPath (Join-Path $Runner '.mayfly-started'))) { Exit-With $Failed "cannot write in $Runner" }
    Exit-With $Used 'this container has been a runner before'
}

if ($Kind -ne 'agent') { Write-SetupInfo $SetupInfo $JobCreated (Read-First 'AZ_BATCH_NODE_ID') (Read-First 'AZ_BATCH_POOL_ID') }
$code = $Done
if ($Kind -eq 'token' -and -not [Mayfly.Stop]::IsRequested()) { $code = Register-Runner }
if ($code -eq $Done -and -not [Mayfly.Stop]::IsRequested()) { $code = Invoke-Runner }
if ([Mayfly.Stop]::IsRequested()) { $code = $Terminated }
if ($code -ne $Done) { Unregister-Runner }
Exit-With $code $Meaning[$code]
