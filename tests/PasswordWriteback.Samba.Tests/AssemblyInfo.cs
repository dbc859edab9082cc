// A thread for each forest of the collections.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
