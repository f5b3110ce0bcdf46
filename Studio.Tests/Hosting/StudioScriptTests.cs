namespace Studio.Tests.Hosting;

public sealed class StudioScriptTests : IDisposable
{
    private readonly StudioScript _studio = new();

    public void Dispose() => _studio.Dispose();

    [Theory]
    [InlineData("echo 580.65.06", "cuda", "NVIDIA driver 580.65.06")]
    [InlineData("echo 1000.1", "cuda", "NVIDIA driver 1000.1")]
    [InlineData("printf '595.10\\n580.65.06\\n'", "cuda", "NVIDIA driver 595.10")]
    [InlineData("echo 579.99.99", "cpu", "579.99.99 is older than 580")]
    [InlineData("echo 575.57.08", "cpu", "which CUDA 13 needs")]
    [InlineData("echo '[N/A]'", "cpu", "./studio doctor says")]
    [InlineData("echo 'NVIDIA-SMI has failed because it could not communicate with the driver'; exit 9", "cpu", "./studio doctor says")]
    [InlineData("echo 580.65.06; exit 9", "cpu", "./studio doctor says")]
    public async Task Flavor_ByTheDriver(string nvidiaSmi, string flavor, string why)
    {
        _studio.Command("nvidia-smi", nvidiaSmi);
        _studio.Command("uname", "echo x86_64");
        var (code, text) = await _studio.RunAsync("flavor");
        Assert.Equal(0, code);
        Assert.StartsWith($"Models run with ONNX Runtime's {flavor} build (", text, StringComparison.Ordinal);
        Assert.Contains(why, text, StringComparison.Ordinal);
        Assert.Single(text.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Flavor_OnArm_IsCpu()
    {
        _studio.Command("nvidia-smi", "echo 580.65.06");
        _studio.Command("uname", "echo aarch64");
        var (_, text) = await _studio.RunAsync("flavor");
        Assert.Contains("cpu build (ONNX Runtime's CUDA build is for x86_64 only", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--flavor", "cpu")]
    [InlineData("--flavor=webgpu", "webgpu")]
    public async Task Flavor_ThatIsNamed_IsTaken(string flag, string flavor)
    {
        _studio.Command("nvidia-smi", "echo 580.65.06");
        var (code, text) = await _studio.RunAsync(flag.Contains('=') ? ["flavor", flag] : ["flavor", flag, flavor]);
        Assert.Equal(0, code);
        Assert.Contains($"{flavor} build (as --flavor says", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--flavor", "rocm")]
    [InlineData("--flavor=")]
    [InlineData("--flavor")]
    public async Task Flavor_ThatThereIsNot_IsAnErrorThatNamesThose(params string[] flags)
    {
        foreach (var command in new[] { "flavor", "start", "doctor" })
        {
            var (code, text) = await _studio.RunAsync([command, .. flags]);
            Assert.Equal(1, code);
            Assert.Contains("cpu, cuda or webgpu", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Start_EachFlavor_IsBuiltOnceIntoAFolderOfItsOwn()
    {
        _studio.Dotnet();
        _studio.PretendFetched("", "npm");
        await _studio.RunAsync("start", "--flavor", "cpu", "--port", "9000");
        await _studio.RunAsync("start", "--flavor=cuda", "--listen", "a b");
        await _studio.RunAsync("start", "--port", "1", "--flavor", "webgpu");
        await _studio.RunAsync("maintenance", "status");
        await _studio.RunAsync("start", "--flavor", "cpu");

        Assert.Equal(
        [
            "publish cpu", "run app/studio-server.dll --port 9000",
            "publish cuda", "run app-cuda/studio-server.dll --listen a b",
            "publish webgpu", "run app-webgpu/studio-server.dll --port 1",
            "run app-webgpu/studio-server.dll maintenance status",
            "run app/studio-server.dll ",
        ], _studio.CallsSoFar());
    }

    [Fact]
    public async Task Start_WithoutNode_NeedsItForWebGpuOnly()
    {
        _studio.Dotnet();
        Assert.Equal(0, (await _studio.RunAsync("start", "--flavor", "cpu")).Code);
        Assert.Equal(0, (await _studio.RunAsync("start", "--flavor", "cuda")).Code);

        var (code, text) = await _studio.RunAsync("start", "--flavor", "webgpu");

        Assert.Equal(1, code);
        Assert.Contains("Node.js", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5, 0, "", "10 passed, 0 failed", 0)]
    [InlineData(1, 5, 2, "", "10 passed, 4 failed", 1)]
    [InlineData(1, 5, 0, "", "10 passed, 2 failed", 1)] // ended with an error before any test could fail
    [InlineData(1, 5, 0, "hung", "10 passed, 2 failed", 1)]
    [InlineData(1, 5, 2, "hung", "10 passed, 6 failed", 1)]
    [InlineData(1, 5, 0, "crashed", "10 passed, 2 failed", 1)]
    [InlineData(1, 5, 2, "crashed", "10 passed, 6 failed", 1)]
    [InlineData(0, 0, 0, "", "0 passed, 0 failed", 1)]
    public async Task Test_ClosingLine_CountsACrashAsAFailure(int exitCode, int passed, int failed, string end, string line, int code)
    {
        if (!File.Exists("/usr/bin/chromium"))
            return; // the script installs it first
        _studio.Command("node", "echo 22");
        _studio.Command("npm", "exit 1");
        // as the runner writes it: of a hang it names the test, of a crash it may know none
        const string aborted =
            """echo '<Text>The active test run was aborted. Reason: Test host process crashed</Text>' >>"$results/r.trx" """;
        const string sequence = """
            printf '<Test Name="A.B.Done" Completed="True" />\n<Test Name="A.B.Hangs" Completed="False" />\n' >"$results/Sequence_1.xml"
            """;
        _studio.Dotnet($$"""
            if [ "$1" = test ]; then
              case "$*" in *--blame-hang-timeout*) ;; *) exit 99 ;; esac
              results=$(grep -oE 'results/[A-Za-z0-9.]+' <<<"$*" | head -1); results={{_studio.Work}}/$results
              mkdir -p "$results"
              echo '<Counters total="9" executed="9" passed="{{passed}}" failed="{{failed}}" error="0" />' >"$results/r.trx"
              {{(end.Length > 0 ? aborted : "")}}
              {{(end == "hung" ? sequence : "")}}
              exit {{exitCode}}
            fi
            """);

        var (actual, text) = await _studio.RunAsync("test");

        Assert.Equal(line, text.TrimEnd().Split('\n')[^1]);
        Assert.Equal(code, actual);
        if (end == "hung")
            Assert.Contains("Running then: A.B.Hangs", text, StringComparison.Ordinal);
        else if (end == "crashed")
            Assert.Contains("Running then: it is not known what", text, StringComparison.Ordinal);
    }

    /// <summary>Only of the browser's tests, only a few, and only when they pass then.</summary>
    [Theory]
    [InlineData(2, 0, "18 passed, 0 failed", 0)]
    [InlineData(2, 1, "16 passed, 2 failed", 1)]
    [InlineData(4, 0, "14 passed, 4 failed", 1)]
    public async Task Test_BrowserTestsThatFailed_AreRunAgainByThemselves(int lost, int secondTime, string line, int code)
    {
        if (!File.Exists("/usr/bin/chromium"))
            return; // the script installs it first
        _studio.Command("node", "echo 22");
        _studio.Command("npm", "exit 1");
        _studio.Dotnet($$"""
            if [ "$1" = test ]; then
              case "$*" in *results/again*)
                case "$*" in *'FullyQualifiedName~A.B.First|FullyQualifiedName~A.B.Second'*) exit {{secondTime}} ;; *) exit 98 ;; esac ;;
              esac
              case "$*" in *Studio.E2E*) lost={{lost}} ;; *) lost=0 ;; esac
              results=$(grep -oE 'results/[A-Za-z0-9.]+' <<<"$*" | head -1); results={{_studio.Work}}/$results
              mkdir -p "$results"
              echo "<Counters total=\"9\" executed=\"9\" passed=\"$((9 - lost))\" failed=\"$lost\" error=\"0\" />" >"$results/r.trx"
              [ "$lost" = 0 ] && exit 0
              echo '<UnitTestResult testName="A.B.Second(x: 1)" duration="1" outcome="Failed">' >>"$results/r.trx"
              echo '<UnitTestResult testName="A.B.First" duration="1" outcome="Failed">' >>"$results/r.trx"
              exit 1
            fi
            """);

        var (actual, text) = await _studio.RunAsync("test");

        Assert.Equal(line, text.TrimEnd().Split('\n')[^1]);
        Assert.Equal(code, actual);
    }
}
