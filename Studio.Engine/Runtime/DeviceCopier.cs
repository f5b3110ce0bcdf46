using System.Collections.Concurrent;
using Studio.Engine.Tensors;

namespace Studio.Engine.Runtime;

/// <summary>
/// Copies tensors to a device and back, by models that do nothing: the runtime's own copying outside of a run knows only the devices of
/// plugins, and every provider can run an Identity.
/// </summary>
internal sealed class DeviceCopier(DevicePlace place)
{
    private readonly ConcurrentDictionary<(ElementType Type, int Rank), Lazy<OrtSession>> _sessions = new();

    /// <exception cref="EngineException">The device has no memory left, or cannot be used.</exception>
    public DeviceValue ToDevice(Tensor tensor, ElementType type) =>
        Session(type, tensor.Rank).RunOnDevice([NamedInput.Of("x", tensor)], ["y"], CancellationToken.None)[0];

    public Tensor ToHost(DeviceValue value) =>
        Session(value.Type, value.Shape.Length).Run([NamedInput.Of("x", value)], ["y"], CancellationToken.None)[0];

    private OrtSession Session(ElementType type, int rank) =>
        _sessions.GetOrAdd((type, rank), key => new Lazy<OrtSession>(() => Create(key.Type, key.Rank))).Value;

    private OrtSession Create(ElementType type, int rank)
    {
        using var graph = new OrtGraph();
        graph.Input("x", type, [.. Enumerable.Repeat(-1L, rank)]);
        graph.Node("Identity", ["x"], ["y"], []);
        graph.Output("y", type);
        return graph.CreateSession(
            SessionSettings.Default with { Name = $"the copy to {place}", Provider = place.Provider, Device = place.Device });
    }
}
