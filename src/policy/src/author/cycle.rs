//! Cycles in a directed graph, as lists of edges. Knows no policy.

/// Returns every node that lies on a cycle, or between two. Walks without recursion, so that depth
/// does not matter.
pub(super) fn members(edges: &[Vec<usize>]) -> Vec<usize> {
    // Nodes without a living successor lie on no cycle, nor do nodes without a living predecessor:
    // removing both, until none is left to remove, leaves the cycles.
    let mut alive = vec![true; edges.len()];
    loop {
        let onward = |node: usize| {
            edges[node]
                .iter()
                .any(|next| alive.get(*next) == Some(&true))
        };
        let reached =
            |node: usize| (0..edges.len()).any(|from| alive[from] && edges[from].contains(&node));
        let dead: Vec<_> = (0..edges.len())
            .filter(|node| alive[*node] && !(onward(*node) && reached(*node)))
            .collect();
        if dead.is_empty() {
            return (0..edges.len()).filter(|node| alive[*node]).collect();
        }
        dead.into_iter().for_each(|node| alive[node] = false);
    }
}
