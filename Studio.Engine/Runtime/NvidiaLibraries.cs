using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>A shared library of NVIDIA's that ONNX Runtime's GPU build opens.</summary>
/// <param name="What">What it is called where one would look for it.</param>
/// <param name="Linux">Its soname; the number in it is the major version that is needed.</param>
/// <param name="Windows">Its file; null where the Windows build carries it inside.</param>
/// <param name="Package">In NVIDIA's package source for Debian and Ubuntu.</param>
internal sealed record NvidiaLibrary(string What, string Linux, string? Windows, string Package)
{
    /// <summary>Null when this system's build does not need it.</summary>
    public string? FileHere => OperatingSystem.IsWindows() ? Windows : Linux;
}

/// <summary>
/// What the CUDA and TensorRT providers of ONNX Runtime 1.31 need beside them: what their libraries name as needed, and cuDNN, which the
/// CUDA provider opens when the first convolution asks for it.
/// </summary>
internal static class NvidiaLibraries
{
    /// <summary>The first driver that runs programs made for CUDA 13.</summary>
    public const int OldestDriver = 580;

    public static IReadOnlyList<NvidiaLibrary> Cuda { get; } =
    [
        new($"the driver, {OldestDriver} or newer", "libcuda.so.1", "nvcuda.dll", "cuda-drivers"),
        new("CUDA 13 runtime", "libcudart.so.13", null, "cuda-cudart-13-0"),
        new("cuBLAS of CUDA 13", "libcublas.so.13", "cublas64_13.dll", "libcublas-13-0"),
        new("cuBLAS of CUDA 13", "libcublasLt.so.13", "cublasLt64_13.dll", "libcublas-13-0"),
        new("cuRAND of CUDA 13", "libcurand.so.10", null, "libcurand-13-0"),
        new("cuDNN 9 for CUDA 13", "libcudnn.so.9", "cudnn64_9.dll", "libcudnn9-cuda-13"),
    ];

    public static IReadOnlyList<NvidiaLibrary> TensorRt { get; } =
    [
        .. Cuda,
        new("TensorRT 10", "libnvinfer.so.10", "nvinfer_10.dll", "libnvinfer10"),
        new("TensorRT 10's ONNX parser", "libnvonnxparser.so.10", "nvonnxparser_10.dll", "libnvonnxparsers10"),
    ];

    /// <summary>Those that the system's loader does not find.</summary>
    /// <param name="canLoad">For tests; null asks the loader.</param>
    public static IReadOnlyList<NvidiaLibrary> Missing(IEnumerable<NvidiaLibrary> needed, Func<string, bool>? canLoad = null) =>
        [.. needed.Where(library => library.FileHere is { } file && !(canLoad ?? CanLoad)(file))];

    /// <summary>All that is missing in one sentence; null when nothing is.</summary>
    public static string? Sentence(IReadOnlyList<NvidiaLibrary> missing) => missing.Count == 0
        ? null
        : $"the system does not find {string.Join(", ", missing.Select(library => $"{library.FileHere} ({library.What})"))}.";

    // stays loaded: whoever asks goes on to start the provider, which needs it
    private static bool CanLoad(string file) => NativeLibrary.TryLoad(file, out _);
}
