using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>Reads the names, types and shapes of a session's inputs and outputs.</summary>
internal static class SessionValues
{
    public static (IReadOnlyList<ValueDescription> Inputs, IReadOnlyList<ValueDescription> Outputs) Describe(
        SessionHandle session, string doing)
    {
        OrtStatus.Check(OrtApi.SessionGetInputCount(session.Value, out var inputs), doing);
        OrtStatus.Check(OrtApi.SessionGetOutputCount(session.Value, out var outputs), doing);
        return (
            [.. Enumerable.Range(0, (int)inputs).Select(i => Input(session.Value, (nuint)i, doing))],
            [.. Enumerable.Range(0, (int)outputs).Select(i => Output(session.Value, (nuint)i, doing))]);
    }

    private static ValueDescription Input(nint session, nuint index, string doing)
    {
        OrtStatus.Check(OrtApi.SessionGetInputName(session, index, OrtEnvironment.Current.Allocator, out var name), doing);
        var text = TakeText(name, doing);
        OrtStatus.Check(OrtApi.SessionGetInputTypeInfo(session, index, out var type), doing);
        return Describe(text, type, doing);
    }

    private static ValueDescription Output(nint session, nuint index, string doing)
    {
        OrtStatus.Check(OrtApi.SessionGetOutputName(session, index, OrtEnvironment.Current.Allocator, out var name), doing);
        var text = TakeText(name, doing);
        OrtStatus.Check(OrtApi.SessionGetOutputTypeInfo(session, index, out var type), doing);
        return Describe(text, type, doing);
    }

    private static ValueDescription Describe(string name, nint typeInfo, string doing)
    {
        using var info = new TypeInfoHandle(typeInfo);
        // the tensor part belongs to the type
        OrtStatus.Check(OrtApi.CastTypeInfoToTensorInfo(info.Value, out var tensor), doing);
        if (tensor == 0)
            return new ValueDescription(name, ElementType.Undefined, []);
        var (type, dims) = OrtValue.ReadTypeAndShape(tensor, doing);
        return new ValueDescription(name, type, dims);
    }

    private static string TakeText(nint text, string doing)
    {
        var copy = Marshal.PtrToStringUTF8(text) ?? "";
        OrtStatus.Check(OrtApi.AllocatorFree(OrtEnvironment.Current.Allocator, text), doing);
        return copy;
    }
}
