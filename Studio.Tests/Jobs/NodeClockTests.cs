using Studio.Engine.Graph;
using Studio.Tests.Support;
using Studio.Web.Jobs;

namespace Studio.Tests.Jobs;

public sealed class NodeClockTests
{
    [Fact]
    public void Times_OfLoopsExpansionsAndWhatDidNotEnd_AreByTheNodesOfThePrompt()
    {
        var time = new ManualTime();
        var clock = new NodeClock(time);
        var (loader, sampler, inner) = (new NodeRef("1", "Loader"), new NodeRef("2", "Sampler"), new NodeRef("2.0", "Step", "2"));
        clock.Begin(loader);
        Pass(1.5);
        clock.End(loader);
        clock.Begin(sampler);
        Pass(1);
        clock.Begin(inner); // what the sampler put in its place: the same node, and the second they share counts once
        Pass(1);
        clock.End(sampler);
        Pass(1);
        clock.End(inner);
        Pass(10);
        clock.Begin(loader); // again, in a loop
        Pass(.25);
        Assert.Equal([new("1", "Loader", 1.75), new JobNodeTime("2", "Sampler", 3)], clock.Times());

        void Pass(double seconds) => time.Advance(TimeSpan.FromSeconds(seconds));
    }
}
