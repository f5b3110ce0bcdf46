using Studio.Engine;
using Studio.Engine.Runtime;

namespace Studio.Tests.Runtime;

public class OrtLibraryTests
{
    private static readonly string NativeFolder = Path.Combine(AppContext.BaseDirectory, "native");

    [Fact]
    public void Load_NothingSet_FindsTheShippedLibrary()
    {
        var loaded = OrtLibrary.Load(null);

        Assert.StartsWith(NativeFolder, loaded.Path);
        Assert.Equal($"1.{loaded.ApiVersion}", loaded.Version[..loaded.Version.LastIndexOf('.')]);
    }

    [Fact]
    public void Load_Folder_FindsTheLibraryInIt() => Assert.StartsWith(NativeFolder, OrtLibrary.Load(NativeFolder).Path);

    [Fact]
    public void Load_MissingPath_FailsInsteadOfSearching()
    {
        var failure = Assert.Throws<EngineException>(() => OrtLibrary.Load("/nowhere/libonnxruntime.so"));

        Assert.Contains("/nowhere/libonnxruntime.so", failure.Message);
        Assert.Contains("Correct the path", failure.Message);
    }

    [Fact]
    public void Load_AnotherLibrary_SaysThatItIsNot()
    {
        var other = Directory.EnumerateFiles(AppContext.BaseDirectory, "libvips*", SearchOption.AllDirectories).First();

        var failure = Assert.Throws<EngineException>(() => OrtLibrary.Load(other));

        Assert.Contains("not an ONNX Runtime library", failure.Message);
    }

    [Theory]
    [InlineData(6, "std::bad_alloc", EngineError.OutOfMemory)]
    [InlineData(1, "CUDA failure 2: out of memory ; GPU=0", EngineError.OutOfMemory)]
    [InlineData(11, "Failed to allocate memory for requested buffer of size 1073741824", EngineError.OutOfMemory)]
    [InlineData(3, "Load model failed: File doesn't exist", EngineError.BadFile)]
    [InlineData(7, "Protobuf parsing failed.", EngineError.BadFile)]
    [InlineData(9, "Could not find an implementation for GroupNorm", EngineError.Unsupported)]
    [InlineData(2, "Invalid rank for input: x", EngineError.Native)]
    public void ToException_ByCodeAndWords_HasTheKindACallerCanActOn(int code, string message, EngineError kind)
    {
        var failure = OrtStatus.ToException(code, message, "Running the UNet");

        Assert.Equal(kind, failure.Kind);
        Assert.StartsWith("Running the UNet: ", failure.Message);
        Assert.Contains(message, failure.Message);
    }

    [Fact]
    public void PhysicalCores_TwoThreadsPerCore_CountsCores()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (var (cpu, siblings) in new[] { ("cpu0", "0,2"), ("cpu1", "1,3"), ("cpu2", "0,2"), ("cpu3", "1,3"), ("cpufreq", "") })
            {
                var topology = folder.CreateSubdirectory(Path.Combine(cpu, "topology"));
                if (siblings.Length > 0)
                    File.WriteAllText(Path.Combine(topology.FullName, "thread_siblings_list"), siblings + "\n");
            }

            Assert.Equal(2, Processors.PhysicalCores(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>This host says one, in its project.</summary>
    [Fact]
    public void Processors_AreAsManyAsTheHostSays() => Assert.Equal((1, 1), (Processors.Usable(), OrtEnvironment.Current.Threads));
}
