# What both images have besides the runner or the agent: 7-Zip, which setup-python and others call, and Git for Windows, whose bash
# is what "shell: bash" finds on the PATH (actions/runner, ScriptHandler.cs). Run by the Dockerfiles as administrator.
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = 'Tls12'

# From the releases' own pages; how to raise them: ../README.md.
$SevenZip = @{
    Url = 'https://github.com/ip7z/7zip/releases/download/26.03/7z2603-x64.exe'
    Sha256 = '0859c524b8a63551848f0c246abddcb1d0b7b656b0fbfe879f8d85e61a9e6edd'
}
$Git = @{
    Url = 'https://github.com/git-for-windows/git/releases/download/v2.56.0.windows.2/PortableGit-2.56.0.2-64-bit.7z.exe'
    Sha256 = '075e158ef8e1f0ab80b347e245405d3eca735c2dc88fd8e032e137d0ca61f61b'
}

function Save-Checked([hashtable] $what, [string] $file) {
    Invoke-WebRequest -UseBasicParsing -OutFile $file -Uri $what.Url
    $got = (Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash
    if ($got -ne $what.Sha256) { throw "$($what.Url) has the checksum $got" }
}

Save-Checked $SevenZip 'C:\7z.exe'
$installer = Start-Process -FilePath 'C:\7z.exe' -ArgumentList '/S' -Wait -PassThru
if ($installer.ExitCode -ne 0) { throw '7-Zip was not installed' }

Save-Checked $Git 'C:\git.7z.exe'
& 'C:\Program Files\7-Zip\7z.exe' x 'C:\git.7z.exe' '-oC:\git' -y | Out-Null
if ($LASTEXITCODE -ne 0) { throw 'Git was not unpacked' }
Remove-Item -LiteralPath 'C:\7z.exe', 'C:\git.7z.exe'

# Its bash before any other; its find and sort behind those of Windows.
$path = [Environment]::GetEnvironmentVariable('PATH', 'Machine')
[Environment]::SetEnvironmentVariable('PATH', "C:\git\cmd;C:\git\bin;$path;C:\git\usr\bin;C:\Program Files\7-Zip", 'Machine')

# Fails the build, not the first job.
& 'C:\git\bin\bash.exe' -c 'git --version'
if ($LASTEXITCODE -ne 0) { throw 'bash or git does not start' }
