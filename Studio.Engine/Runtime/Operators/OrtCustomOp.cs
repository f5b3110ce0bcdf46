using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>The C API's struct of this name: an operator's signature and its kernel. What is null takes the runtime's default.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OrtCustomOp
{
    public uint Version;
    public nint CreateKernel;
    public delegate* unmanaged[Cdecl]<nint, nint> GetName;
    public delegate* unmanaged[Cdecl]<nint, nint> GetExecutionProviderType;
    public delegate* unmanaged[Cdecl]<nint, nuint, int> GetInputType;
    public delegate* unmanaged[Cdecl]<nint, nuint> GetInputTypeCount;
    public delegate* unmanaged[Cdecl]<nint, nuint, int> GetOutputType;
    public delegate* unmanaged[Cdecl]<nint, nuint> GetOutputTypeCount;
    public nint KernelCompute;
    public delegate* unmanaged[Cdecl]<nint, void> KernelDestroy;
    public delegate* unmanaged[Cdecl]<nint, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged[Cdecl]<nint, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged[Cdecl]<nint, nuint, int> GetInputMemoryType;
    public nint GetVariadicInputMinArity;
    public nint GetVariadicInputHomogeneity;
    public nint GetVariadicOutputMinArity;
    public nint GetVariadicOutputHomogeneity;
    public delegate* unmanaged[Cdecl]<nint, nint, nint, nint*, nint> CreateKernelV2;
    public delegate* unmanaged[Cdecl]<nint, nint, nint> KernelComputeV2;
    public delegate* unmanaged[Cdecl]<nint, nint, nint> InferOutputShape;
    public nint GetStartVersion;
    public nint GetEndVersion;
    public nint GetMayInplace;
    public nint ReleaseMayInplace;
    public nint GetAliasMap;
    public nint ReleaseAliasMap;
}
