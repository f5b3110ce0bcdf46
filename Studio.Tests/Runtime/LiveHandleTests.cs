using Studio.Engine;
using Studio.Engine.Runtime;

namespace Studio.Tests.Runtime;

/// <summary>The count is one per process, so nothing else may run beside these.</summary>
[CollectionDefinition(nameof(LiveHandleTests), DisableParallelization = true)]
public class AloneInTheProcess;

[Collection(nameof(LiveHandleTests))]
public class LiveHandleTests
{
    [Fact]
    public void Live_AfterUseAndFailure_IsWhereItWas()
    {
        var before = SettledCount();

        using (var session = SmallGraphs.Doubled(ElementType.Float16, -1))
        {
            Assert.True(OrtHandle.Live > before);
            session.Run([NamedInput.Of("x", SmallGraphs.WaveTensor(5))], ["y"], CancellationToken.None);
            Assert.Throws<EngineException>(() => session.Run([], ["y"], CancellationToken.None));
            var wrongRank = NamedInput.Of("x", SmallGraphs.WaveTensor(5, 5));
            Assert.Throws<EngineException>(() => session.Run([wrongRank], ["y"], CancellationToken.None));
            using var uploaded = session.Upload("x", SmallGraphs.WaveTensor(5));
            session.RunOnDevice([NamedInput.Of("x", uploaded)], ["y"], CancellationToken.None)[0].Dispose();
            Assert.Throws<EngineException>(() => session.RunOnDevice([wrongRank], ["y"], CancellationToken.None));
            Assert.Throws<EngineException>(() => session.RunOnDevice([NamedInput.Of("z", uploaded)], [], CancellationToken.None));
        }
        FailToBuild(graph => graph.Node("Nonsense", ["x"], ["y"], [OrtAttribute.Int("a", 1), OrtAttribute.String("b", "c")]));
        FailToBuild(graph =>
        {
            graph.Initializer("w", ElementType.Float32, [64], new byte[256]);
            graph.Node("Concat", ["w", "nowhere"], ["y"], [OrtAttribute.Int("axis", 0)]);
        });
        FailToBuild(_ => { });
        Assert.Throws<EngineException>(() => OrtSession.FromFile("/nowhere", SessionSettings.Default));
        ExecutionProviders.Status(ExecutionProvider.Cuda);
        using (var unused = new OrtGraph())
        {
            unused.Input("x", ElementType.Float32, 1);
            unused.Initializer("w", ElementType.Float32, [64], new byte[256]);
            unused.Node("Relu", ["x"], ["y"], [OrtAttribute.Floats("never", 1)]);
        }

        Assert.Equal(before, OrtHandle.Live);
    }

    private static void FailToBuild(Action<OrtGraph> describe)
    {
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, 1);
        describe(graph);
        graph.Output("y", ElementType.Float32);
        Assert.Throws<EngineException>(() => graph.CreateSession(SessionSettings.Default).Dispose());
    }

    // what other tests left to the finalizers must not go during this one
    private static int SettledCount()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return OrtHandle.Live;
    }
}
