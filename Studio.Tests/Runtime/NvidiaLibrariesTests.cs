using System.Text.RegularExpressions;
using System.Xml.Linq;
using Studio.Engine.Runtime;
using Studio.Tests.Conventions;
using Studio.Tests.Support;

namespace Studio.Tests.Runtime;

/// <summary>
/// What ONNX Runtime's GPU build needs beside it, and that everything which names a CUDA version names that one. The facts are here as a
/// table, since the packages are a quarter of a gigabyte each; where they were restored, the libraries themselves are read.
/// </summary>
public sealed class NvidiaLibrariesTests
{
    private const string CudaLibrary = "runtimes/linux-x64/native/libonnxruntime_providers_cuda.so";
    private const string TensorRtLibrary = "runtimes/linux-x64/native/libonnxruntime_providers_tensorrt.so";
    private const string CudaDll = "runtimes/win-x64/native/onnxruntime_providers_cuda.dll";
    private const string TensorRtDll = "runtimes/win-x64/native/onnxruntime_providers_tensorrt.dll";

    /// <summary>Needed libraries that are not the system's own, of Microsoft.ML.OnnxRuntime.Gpu.Linux and .Windows 1.31.0.</summary>
    private static readonly Dictionary<string, string[]> Facts = new(StringComparer.Ordinal)
    {
        [CudaLibrary] = ["libcublas.so.13", "libcublasLt.so.13", "libcuda.so.1", "libcudart.so.13", "libcurand.so.10"],
        [TensorRtLibrary] = ["libcublas.so.13", "libcudart.so.13", "libcudnn.so.9", "libnvinfer.so.10", "libnvonnxparser.so.10"],
        [CudaDll] = ["cublas64_13.dll", "cublasLt64_13.dll"],
        [TensorRtDll] = ["cublas64_13.dll", "cudnn64_9.dll", "nvinfer_10.dll", "nvonnxparser_10.dll"],
    };

    private static readonly string[] FilesThatNameVersions =
    [
        "studio", "Dockerfile", "README.md", "docs/deploy.md", "Studio.Engine/Native.targets",
        "docs/decisions/0002-native-libraries-from-nuget.md",
    ];

    /// <summary>Not linked but opened when used: cuDNN by every convolution; the driver by what is linked.</summary>
    private static readonly string[] OpenedLater = ["libcudnn.so.9", "cudnn64_9.dll", "nvcuda.dll"];

    [Fact]
    public void Lists_AreWhatTheProvidersNeed()
    {
        Assert.Equal(Linked(CudaLibrary), Listed(NvidiaLibraries.Cuda, library => library.Linux).Except(OpenedLater));
        Assert.Equal(Linked(CudaDll), Listed(NvidiaLibraries.Cuda, library => library.Windows).Except(OpenedLater));
        Assert.Equal(Linked(CudaLibrary, TensorRtLibrary), Listed(NvidiaLibraries.TensorRt, library => library.Linux));
        Assert.Equal(Linked(CudaDll, TensorRtDll), Listed(NvidiaLibraries.TensorRt, library => library.Windows).Except(["nvcuda.dll"]));
        Assert.Contains(NvidiaLibraries.Cuda, library => library.Linux == "libcudnn.so.9" && library.Windows == "cudnn64_9.dll");
    }

    [Theory]
    [InlineData("Microsoft.ML.OnnxRuntime.Gpu.Linux", CudaLibrary)]
    [InlineData("Microsoft.ML.OnnxRuntime.Gpu.Linux", TensorRtLibrary)]
    [InlineData("Microsoft.ML.OnnxRuntime.Gpu.Windows", CudaDll)]
    [InlineData("Microsoft.ML.OnnxRuntime.Gpu.Windows", TensorRtDll)]
    public void Facts_OfARestoredPackage_AreInItsLibrary(string package, string file)
    {
        var path = Path.Join(Packages(), package.ToLowerInvariant(), Pinned(package), file);
        if (!File.Exists(path))
            return; // the CUDA flavour was never built here
        var needed = file.EndsWith(".dll", StringComparison.Ordinal) ? NativeImports.OfDll(path) : NativeImports.OfElf(path);
        Assert.Equal(Facts[file], needed.Where(IsNvidias).Order(StringComparer.Ordinal));
    }

    /// <summary>The reader itself, on a library that is always there.</summary>
    [Fact]
    public void OfElf_TheShippedLibrary_NamesTheSystemsLibraries()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var needed = NativeImports.OfElf(OrtLibrary.Load(null).Path);
        Assert.Contains("libc.so.6", needed);
        Assert.Contains("libstdc++.so.6", needed);
        Assert.DoesNotContain(needed, IsNvidias);
    }

    [Fact]
    public void EverythingThatNamesAVersion_NamesThisOne()
    {
        var cuda = Major("libcudart.so.");
        var cudnn = Major("libcudnn.so.");
        var tensorRt = Major("libnvinfer.so.");
        Assert.Matches($@"nvidia/cuda:{cuda}\.\d+\.\d+-cudnn-runtime-", Text("Dockerfile"));
        Assert.Contains($"oldest_driver={NvidiaLibraries.OldestDriver}\n", Text("studio"), StringComparison.Ordinal);
        Assert.Contains($"CUDA {cuda} and cuDNN {cudnn}", new CudaEntry().Remedy, StringComparison.Ordinal);
        Assert.Contains($"TensorRT {tensorRt} beside CUDA {cuda} and cuDNN {cudnn}", new TensorRtEntry().Remedy, StringComparison.Ordinal);
        foreach (var file in FilesThatNameVersions)
        {
            Assert.All(VersionsOf("CUDA", file), version => Assert.Equal($"{cuda}", version));
            Assert.All(VersionsOf("cuDNN", file), version => Assert.Equal($"{cudnn}", version));
            Assert.All(VersionsOf("TensorRT", file), version => Assert.Equal($"{tensorRt}", version));
        }

        // the table for those who install by hand has every package
        var table = Text("docs/deploy.md");
        Assert.All(NvidiaLibraries.TensorRt, library => Assert.Contains($"`{library.Package}`", table, StringComparison.Ordinal));
        Assert.All(NvidiaLibraries.TensorRt, library => Assert.Contains($"`{library.Linux}`", table, StringComparison.Ordinal));
        Assert.All(NvidiaLibraries.TensorRt,
            library => Assert.Contains(library.Windows is { } file ? $"`{file}`" : "inside", table, StringComparison.Ordinal));
    }

    [Fact]
    public void Sentence_NamesEachMissingLibraryAndWhatItIs()
    {
        var missing = NvidiaLibraries.Missing(NvidiaLibraries.Cuda, file => file is not ("libcudnn.so.9" or "libcublas.so.13"));
        var sentence = NvidiaLibraries.Sentence(missing);
        if (OperatingSystem.IsLinux())
            Assert.Equal("the system does not find libcublas.so.13 (cuBLAS of CUDA 13), libcudnn.so.9 (cuDNN 9 for CUDA 13).", sentence);
        Assert.Null(NvidiaLibraries.Sentence(NvidiaLibraries.Missing(NvidiaLibraries.TensorRt, _ => true)));
    }

    private static IEnumerable<string> Linked(params string[] files) =>
        files.SelectMany(file => Facts[file]).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Listed(IEnumerable<NvidiaLibrary> libraries, Func<NvidiaLibrary, string?> file) =>
        libraries.Select(file).OfType<string>().Order(StringComparer.Ordinal);

    private static bool IsNvidias(string file) => Regex.IsMatch(file, "^(lib)?(cu[a-zA-Z]+|nv[a-z]+)[0-9_]*[.](so|dll)");

    private static IEnumerable<string> VersionsOf(string product, string file) =>
        Regex.Matches(Text(file), $@"\b{product} (\d+)", RegexOptions.IgnoreCase).Select(match => match.Groups[1].Value);

    private static int Major(string soname)
    {
        var library = NvidiaLibraries.TensorRt.Single(library => library.Linux.StartsWith(soname, StringComparison.Ordinal));
        return int.Parse(library.Linux[soname.Length..]);
    }

    private static string Pinned(string package) => XDocument.Parse(Text("Directory.Packages.props")).Descendants("PackageVersion")
        .Single(row => (string?)row.Attribute("Include") == package).Attribute("Version")!.Value;

    private static string Packages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Text(string file) => File.ReadAllText(Path.Join(Repository.Root, file));
}
